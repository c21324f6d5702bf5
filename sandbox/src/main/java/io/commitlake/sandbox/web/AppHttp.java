package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.hub.App;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Serves {@code POST /app/installations/{installation_id}/access_tokens}, which gives a token for an hour to a client
 * that signs as the App.
 */
public final class AppHttp implements HttpHandler {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final String DOCUMENTATION = "https://docs.github.com/rest";
    private final String address;
    private final Optional<App> app;
    private final RequestIntake intake;
    private final Tokens tokens;
    private final Clock clock;

    public AppHttp(String address, Optional<App> app, RequestIntake intake, Tokens tokens, Clock clock) {
        this.address = address;
        this.app = app;
        this.intake = intake;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().substring(address.length());
        switch (intake.receive(exchange, RequestKind.REST, path)) {
            case RequestIntake.Outcome.Closed _ -> {}
            case RequestIntake.Outcome.Replaced(Tokens.Caller caller, Answer answer) -> {
                intake.notifyObserver(exchange, RequestKind.REST, path, answer, true);
                send(exchange, path, caller, answer);
            }
            case RequestIntake.Outcome.Proceed(Tokens.Caller caller, var fault) -> {
                RequestIntake.pause(fault);
                Answer answer = answer(exchange, path);
                intake.notifyObserver(exchange, RequestKind.REST, path, answer, false);
                send(exchange, path, caller, answer);
            }
        }
    }

    private void send(HttpExchange exchange, String path, Tokens.Caller caller, Answer answer) throws IOException {
        intake.count(exchange, RequestKind.REST, path, caller, answer.status());
        answer.send(exchange);
    }

    private Answer answer(HttpExchange exchange, String path) {
        if (app.isEmpty()) {
            return Answer.error(404, "Not Found", DOCUMENTATION);
        }
        Optional<JsonWebToken> claims = ApiHttp.header(exchange, "Authorization")
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .flatMap(header -> JsonWebToken.decode(header.substring(7).strip(), app.get()));
        if (claims.isEmpty()) {
            return Answer.error(401, "A JSON web token could not be decoded", DOCUMENTATION);
        }
        Instant now = clock.instant();
        Optional<String> error = claims.get().timeError(now);
        if (error.isPresent()) {
            return Answer.error(401, error.get(), DOCUMENTATION);
        }
        String expectedPath = "/app/installations/" + app.get().installation() + "/access_tokens";
        if (!claims.get().isFrom(app.get())
                || !path.equals(expectedPath)
                || !exchange.getRequestMethod().equals("POST")) {
            return Answer.error(404, "Not Found", DOCUMENTATION);
        }
        Instant expires = now.truncatedTo(ChronoUnit.SECONDS).plus(LIFE);
        return Answer.json(
                201,
                Map.of(
                        "token", tokens.mint(app.get(), expires),
                        "expires_at", expires.toString(),
                        "permissions", Map.of("contents", "read", "metadata", "read"),
                        "repository_selection", "all"));
    }
}
