package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.Kind;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Throttle;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every API request passes before it is answered, in GitHub's order: user agent, version, token, limits. */
public final class Gate implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final List<String> VERSIONS = List.of("2022-11-28", "2026-03-10");
    private final String address;
    private final Api api;
    private final Reception reception;
    private final Budgets budgets;
    private final Throttle throttle;

    public Gate(String address, Api api, Reception reception, Budgets budgets, Throttle throttle) {
        this.address = address;
        this.api = api;
        this.reception = reception;
        this.budgets = budgets;
        this.throttle = throttle;
    }

    /** A request at the gate. */
    private record Comer(
            HttpExchange exchange,
            String path,
            Budgets.Resource resource,
            Tokens.Caller caller,
            Optional<Fault> fault) {
        Kind kind() {
            return Kind.of(resource);
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().substring(address.length());
        Budgets.Resource resource = api.resource(path);
        switch (reception.receive(exchange, Kind.of(resource), path)) {
            case Reception.Course.Closed _ -> {}
            case Reception.Course.Instead(Tokens.Caller caller, Answer answer) -> {
                reception.show(exchange, Kind.of(resource), path, answer, true);
                send(
                        new Comer(exchange, path, resource, caller, Optional.empty()),
                        limits(budgets.look(accountOf(caller), resource), answer));
            }
            case Reception.Course.Answered(Tokens.Caller caller, Optional<Fault> fault) -> {
                Comer comer = new Comer(exchange, path, resource, caller, fault);
                Answer answer = answer(comer);
                reception.show(exchange, comer.kind(), path, answer, false);
                send(comer, answer);
            }
        }
    }

    private Answer answer(Comer comer) {
        try {
            return pass(comer);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", comer.exchange().getRequestMethod(), comer.path(), e);
            return Answer.error(500, "Server Error", "https://docs.github.com/rest");
        }
    }

    private void send(Comer comer, Answer answer) throws IOException {
        reception.count(comer.exchange(), comer.kind(), comer.path(), comer.caller(), answer.status());
        answer.with("X-GitHub-Request-Id", requestId())
                .with("X-GitHub-Media-Type", "github.v3; format=json")
                .send(comer.exchange());
    }

    private Answer pass(Comer comer) throws IOException {
        if (header(comer.exchange(), "User-Agent")
                .filter(agent -> !agent.isBlank())
                .isEmpty()) {
            return Refusals.noUserAgent();
        }
        Optional<String> version = header(comer.exchange(), "X-GitHub-Api-Version");
        if (version.isPresent() && !VERSIONS.contains(version.get())) {
            return Refusals.unknownVersion(version.get());
        }
        return switch (comer.caller()) {
            case Tokens.Caller.Refused _ ->
                limits(budgets.look(accountOf(comer.caller()), comer.resource()), Refusals.badCredentials());
            case Tokens.Caller.Anonymous _ when !api.takesAnonymous() -> Refusals.needsToken();
            default -> api.isFree(comer.path()) ? free(comer) : throttled(comer);
        };
    }

    private Answer free(Comer comer) throws IOException {
        return limits(budgets.look(comer.caller(), comer.resource()), made(comer));
    }

    private Answer throttled(Comer comer) throws IOException {
        Optional<Duration> wait = throttle.enter(comer.caller(), comer.resource());
        if (wait.isPresent()) {
            return limits(budgets.look(comer.caller(), comer.resource()), Refusals.secondary(403))
                    .with("Retry-After", "" + wait.get().toSeconds());
        }
        try {
            return paid(comer);
        } finally {
            throttle.leave(comer.caller());
        }
    }

    private Answer paid(Comer comer) throws IOException {
        Tokens.Caller caller = comer.caller();
        Optional<Budgets.Budget> left = budgets.spend(caller, comer.resource());
        if (left.isEmpty()) {
            return limits(
                    budgets.look(caller, comer.resource()),
                    comer.resource() == Budgets.Resource.GRAPHQL
                            ? Refusals.spentInGraphQl(caller)
                            : Refusals.spent(caller));
        }
        Answer answer = made(comer);
        boolean costsNothing = ETags.isUnchanged(answer) && caller instanceof Tokens.Caller.Known;
        return limits(costsNothing ? budgets.giveBack(caller, comer.resource()) : left.get(), answer);
    }

    private Answer made(Comer comer) throws IOException {
        HttpExchange exchange = comer.exchange();
        Reception.pause(comer.fault());
        Answer answer = api.answer(new Api.Request(
                exchange.getRequestMethod(),
                comer.path(),
                Query.parse(exchange.getRequestURI().getRawQuery()),
                header(exchange, "Accept").orElse(""),
                comer.caller(),
                exchange.getRequestBody().readAllBytes(),
                comer.fault()));
        return ETags.answer(answer, header(exchange, "If-None-Match"));
    }

    /** Who is refused is told of what those without a token have left. */
    private static Tokens.Caller accountOf(Tokens.Caller caller) {
        return caller instanceof Tokens.Caller.Known ? caller : new Tokens.Caller.Anonymous();
    }

    private static Answer limits(Budgets.Budget budget, Answer answer) {
        return answer.with("X-RateLimit-Limit", "" + budget.limit())
                .with("X-RateLimit-Remaining", "" + budget.remaining())
                .with("X-RateLimit-Reset", "" + budget.reset().getEpochSecond())
                .with("X-RateLimit-Used", "" + budget.used())
                .with("X-RateLimit-Resource", budget.resource().word());
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
