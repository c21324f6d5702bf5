package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every API request passes before it is answered, in GitHub's order: user agent, version, token, budget. Limits that refuse
 * and faults on order belong here.
 */
public final class Gate implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final List<String> VERSIONS = List.of("2022-11-28", "2026-03-10");
    private final String address;
    private final Api api;
    private final Tokens tokens;
    private final Budgets budgets;

    public Gate(String address, Api api, Tokens tokens, Budgets budgets) {
        this.address = address;
        this.api = api;
        this.tokens = tokens;
        this.budgets = budgets;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = pass(exchange);
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "{} {} failed",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    e);
            answer = Answer.json(500, Map.of("message", "Server Error"));
        }
        answer.with("X-GitHub-Request-Id", requestId())
                .with("X-GitHub-Media-Type", "github.v3; format=json")
                .send(exchange);
    }

    private Answer pass(HttpExchange exchange) throws IOException {
        if (header(exchange, "User-Agent").filter(agent -> !agent.isBlank()).isEmpty()) {
            return Answer.text(
                    403,
                    "Request forbidden by administrative rules. Please make sure your request has a User-Agent"
                            + " header (https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent)."
                            + " Check https://developer.github.com for other possible causes.\n");
        }
        Optional<String> version = header(exchange, "X-GitHub-Api-Version");
        if (version.isPresent() && !VERSIONS.contains(version.get())) {
            return unknownVersion(version.get());
        }
        String path = exchange.getRequestURI().getRawPath().substring(address.length());
        Budgets.Resource resource = api.resource(path);
        Tokens.Caller caller = tokens.caller(header(exchange, "Authorization"));
        return switch (caller) {
            case Tokens.Caller.Refused _ ->
                limits(
                        budgets.look(new Tokens.Caller.Anonymous(), resource),
                        Answer.error(401, "Bad credentials", "https://docs.github.com/rest"));
            case Tokens.Caller.Anonymous _
            when !api.takesAnonymous() ->
                Answer.error(
                        401,
                        "This endpoint requires you to be authenticated.",
                        "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql");
            default -> admitted(exchange, path, resource, caller);
        };
    }

    private Answer admitted(HttpExchange exchange, String path, Budgets.Resource resource, Tokens.Caller caller)
            throws IOException {
        Answer answer = ETags.answer(
                api.answer(new Api.Request(
                        exchange.getRequestMethod(),
                        path,
                        Query.parse(exchange.getRequestURI().getRawQuery()),
                        header(exchange, "Accept").orElse(""),
                        caller,
                        exchange.getRequestBody().readAllBytes())),
                header(exchange, "If-None-Match"));
        boolean free = api.isFree(path) || (ETags.isUnchanged(answer) && caller instanceof Tokens.Caller.Known);
        return limits(free ? budgets.look(caller, resource) : budgets.spend(caller, resource), answer);
    }

    private static Answer limits(Budgets.Budget budget, Answer answer) {
        return answer.with("X-RateLimit-Limit", "" + budget.limit())
                .with("X-RateLimit-Remaining", "" + budget.remaining())
                .with("X-RateLimit-Reset", "" + budget.reset().getEpochSecond())
                .with("X-RateLimit-Used", "" + budget.used())
                .with("X-RateLimit-Resource", budget.resource().word());
    }

    private static Answer unknownVersion(String version) {
        return Answer.json(
                400,
                Map.of(
                        "message", "Bad Request",
                        "errors",
                                "The version you specified in the \"X-GitHub-API-Version\" request header, \"" + version
                                        + "\", is not a supported version. The following versions are currently supported:"
                                        + " \"2026-03-10\" (most recent) and \"2022-11-28\".",
                        "documentation_url", "https://docs.github.com/rest",
                        "status", "400"));
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
