package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Throttle;
import io.commitlake.sandbox.hub.TokenRights;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks every request to an API in GitHub's order (user agent, API version, token, rate limits) and passes it on. */
public final class ApiHttp implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHttp.class);
    private static final List<String> VERSIONS = List.of("2022-11-28", "2026-03-10");
    private final String address;
    private final Api api;
    private final RequestIntake intake;
    private final Tokens tokens;
    private final Budgets budgets;
    private final Throttle throttle;

    public ApiHttp(String address, Api api, RequestIntake intake, Tokens tokens, Budgets budgets, Throttle throttle) {
        this.address = address;
        this.api = api;
        this.intake = intake;
        this.tokens = tokens;
        this.budgets = budgets;
        this.throttle = throttle;
    }

    /** A request that arrived. */
    private record Incoming(
            HttpExchange exchange,
            String path,
            Budgets.Resource resource,
            Tokens.Caller caller,
            Optional<Fault> fault) {
        RequestKind kind() {
            return RequestKind.of(resource);
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().substring(address.length());
        Budgets.Resource resource = api.resource(path);
        switch (intake.receive(exchange, RequestKind.of(resource), path)) {
            case RequestIntake.Outcome.Closed _ -> {}
            case RequestIntake.Outcome.Replaced(Tokens.Caller caller, Answer answer) -> {
                intake.notifyObserver(exchange, RequestKind.of(resource), path, answer, true);
                send(
                        new Incoming(exchange, path, resource, caller, Optional.empty()),
                        limits(budgets.peek(accountOf(caller), resource), answer));
            }
            case RequestIntake.Outcome.Proceed(Tokens.Caller caller, Optional<Fault> fault) -> {
                Incoming incoming = new Incoming(exchange, path, resource, caller, fault);
                Answer answer = answer(incoming);
                intake.notifyObserver(exchange, incoming.kind(), path, answer, false);
                send(incoming, answer);
            }
        }
    }

    private Answer answer(Incoming incoming) {
        try {
            return check(incoming);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", incoming.exchange().getRequestMethod(), incoming.path(), e);
            return Answer.error(500, "Server Error", "https://docs.github.com/rest");
        }
    }

    private void send(Incoming incoming, Answer answer) throws IOException {
        intake.count(incoming.exchange(), incoming.kind(), incoming.path(), incoming.caller(), answer.status());
        rights(incoming, answer)
                .with("X-GitHub-Request-Id", requestId())
                .with("X-GitHub-Media-Type", "github.v3; format=json")
                .send(incoming.exchange());
    }

    private Answer check(Incoming incoming) throws IOException {
        if (header(incoming.exchange(), "User-Agent")
                .filter(agent -> !agent.isBlank())
                .isEmpty()) {
            return Refusals.noUserAgent();
        }
        Optional<String> version = header(incoming.exchange(), "X-GitHub-Api-Version");
        if (version.isPresent() && !VERSIONS.contains(version.get())) {
            return Refusals.unknownVersion(version.get());
        }
        return switch (incoming.caller()) {
            case Tokens.Caller.Refused _ ->
                limits(budgets.peek(accountOf(incoming.caller()), incoming.resource()), Refusals.badCredentials());
            case Tokens.Caller.Anonymous _ when !api.takesAnonymous() -> Refusals.needsToken();
            default -> api.isFree(incoming.path()) ? free(incoming) : throttled(incoming);
        };
    }

    private Answer free(Incoming incoming) throws IOException {
        return limits(budgets.peek(incoming.caller(), incoming.resource()), callApi(incoming));
    }

    private Answer throttled(Incoming incoming) throws IOException {
        Optional<Duration> wait = throttle.enter(incoming.caller(), incoming.resource());
        if (wait.isPresent()) {
            return limits(budgets.peek(incoming.caller(), incoming.resource()), Refusals.secondaryLimit(403))
                    .with("Retry-After", "" + wait.get().toSeconds());
        }
        try {
            return paid(incoming);
        } finally {
            throttle.leave(incoming.caller());
        }
    }

    private Answer paid(Incoming incoming) throws IOException {
        Tokens.Caller caller = incoming.caller();
        Optional<Budgets.Budget> left = budgets.spend(caller, incoming.resource());
        if (left.isEmpty()) {
            return limits(
                    budgets.peek(caller, incoming.resource()),
                    incoming.resource() == Budgets.Resource.GRAPHQL
                            ? Refusals.primaryLimitInGraphQl(caller)
                            : Refusals.primaryLimit(caller));
        }
        Answer answer = callApi(incoming);
        boolean costsNothing = ETags.isUnchanged(answer) && caller instanceof Tokens.Caller.Known;
        return limits(costsNothing ? budgets.giveBack(caller, incoming.resource()) : left.get(), answer);
    }

    private Answer callApi(Incoming incoming) throws IOException {
        HttpExchange exchange = incoming.exchange();
        RequestIntake.pause(incoming.fault());
        Answer answer = api.answer(new Api.Request(
                exchange.getRequestMethod(),
                incoming.path(),
                Query.parse(exchange.getRequestURI().getRawQuery()),
                header(exchange, "Accept").orElse(""),
                incoming.caller(),
                exchange.getRequestBody().readAllBytes(),
                incoming.fault()));
        return ETags.answer(answer, header(exchange, "If-None-Match"));
    }

    /** The caller whose limits an answer shows: a refused caller sees those of requests without a token. */
    private static Tokens.Caller accountOf(Tokens.Caller caller) {
        return caller instanceof Tokens.Caller.Known ? caller : new Tokens.Caller.Anonymous();
    }

    private static Answer limits(Budgets.Budget budget, Answer answer) {
        return answer.with("X-RateLimit-Limit", "" + budget.limit())
                .with("X-RateLimit-Remaining", "" + budget.remaining())
                .with("X-RateLimit-Reset", "" + budget.reset().getEpochSecond())
                .with("X-RateLimit-Used", "" + budget.used())
                .with("X-RateLimit-Resource", budget.resource().apiName());
    }

    /** Adds what GitHub says of the rights of a caller with a token: what a classic token has, and what is needed. */
    private Answer rights(Incoming incoming, Answer answer) {
        if (!(incoming.caller() instanceof Tokens.Caller.Known known)) {
            return answer;
        }
        return switch (tokens.rights(known)) {
            case TokenRights.Classic(List<String> scopes) ->
                answer.with("X-OAuth-Scopes", String.join(", ", scopes))
                        .with("X-Accepted-OAuth-Scopes", api.acceptedScopes(incoming.path()));
            case TokenRights.FineGrained _ ->
                api.acceptedPermissions(incoming.path())
                        .map(needed -> answer.with("X-Accepted-GitHub-Permissions", needed))
                        .orElse(answer);
        };
    }

    static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static String requestId() {
        String random = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
        return random.substring(0, 4) + ":" + random.substring(4, 10) + ":" + random.substring(10, 17) + ":"
                + random.substring(17, 24) + ":" + random.substring(24);
    }
}
