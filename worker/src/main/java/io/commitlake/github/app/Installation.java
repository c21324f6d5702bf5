package io.commitlake.github.app;

import io.commitlake.github.http.Exchange;
import io.commitlake.github.http.ResponseClassifier;
import io.commitlake.github.http.Transport;
import io.commitlake.github.http.Verdict;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.FailureText;
import io.commitlake.model.Json;
import io.commitlake.model.secret.Secret;
import io.micronaut.http.client.exceptions.HttpClientException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A GitHub App's installation. It requests a token when one is first needed, and renews it shortly before it expires by
 * GitHub's clock. It doesn't retry after a failure: the pool does, and uses other tokens in the meantime.
 */
public final class Installation implements Credential {
    /** Every request finishes within this time. A fetch sends its token only at the start. */
    private static final Duration RENEWAL_MARGIN = Duration.ofMinutes(5);

    private static final Pattern TOKEN = Pattern.compile("[!-~]+");
    private static final int NO_RESPONSE = 599;
    /** The first pause after a server fault; it doubles with each failure in a row. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** The first rest after a limit that gives no end; it doubles likewise. */
    private static final Duration FIRST_REST = Duration.ofMinutes(1);

    private static final int MAX_DOUBLINGS = 6;
    /** Tokens in a row that GitHub may refuse before they expire; after that, the installation is at fault. */
    private static final int MAX_REFUSED = 2;

    private final AppIdentity app;
    private final String id;
    private final URI address;
    private final Transport transport;
    private final Clock clock;
    private Duration clockOffset = Duration.ZERO;
    private @Nullable Secret token;
    private Instant renewAt = Instant.MIN;
    private int refusedInARow;
    private Grant.@Nullable Unavailable lastFailure;
    private int failedInARow;

    /**
     * Creates a credential for an installation.
     *
     * @param api the root of the REST API
     */
    public Installation(AppIdentity app, String id, URI api, Transport transport, Clock clock) {
        this.app = app;
        this.id = id;
        this.address =
                URI.create(api.toString().replaceFirst("/$", "") + "/app/installations/" + id + "/access_tokens");
        this.transport = transport;
        this.clock = clock;
    }

    @Override
    public synchronized Grant token() {
        Instant now = clock.instant();
        Secret current = token;
        if (current != null && now.isBefore(renewAt)) {
            return new Grant.Token(current);
        }
        if (current != null) {
            refusedInARow = 0; // the last token expired without being refused
        }
        // Threads that need the token at once share one failure, so that not each of them asks the server.
        return lastFailure != null && now.isBefore(lastFailure.until()) ? lastFailure : renew();
    }

    @Override
    public synchronized boolean refused(Optional<Secret> sent) {
        if (token == null || !sent.equals(Optional.of(token))) {
            return true; // a newer token exists
        }
        token = null;
        return ++refusedInARow < MAX_REFUSED;
    }

    /** Requests a token; a second time only if GitHub refuses the App's web token, as it does if the clocks differ. */
    private Grant renew() {
        Exchange exchange = request();
        Verdict verdict = ResponseClassifier.classify(exchange, Resource.CORE, clock.instant());
        if (verdict instanceof Verdict.BadCredentials) {
            exchange.date("date").ifPresent(serverTime -> clockOffset = Duration.between(clock.instant(), serverTime));
            exchange = request();
            verdict = ResponseClassifier.classify(exchange, Resource.CORE, clock.instant());
        }
        return switch (verdict) {
            case Verdict.Ok(JsonNode body) -> accept(body, exchange.date("date"));
            case Verdict.Limited(boolean primary, Optional<Instant> until, String message) ->
                failure(until.orElseGet(() -> clock.instant().plus(doubled(FIRST_REST))), message);
            case Verdict fault
            when fault.isTransient() -> failure(clock.instant().plus(doubled(FIRST_PAUSE)), fault.message());
            case Verdict refusal ->
                new Grant.Denied("GitHub issues no token for GITHUB_APP_ID " + app.id()
                        + " and GITHUB_APP_INSTALLATION_ID " + id + ": " + refusal.message()
                        + ". Set them and GITHUB_APP_PRIVATE_KEY_FILE to the values of an installed App");
        };
    }

    private Duration doubled(Duration first) {
        return first.multipliedBy(1L << Math.min(failedInARow, MAX_DOUBLINGS));
    }

    private Grant failure(Instant until, String message) {
        failedInARow++;
        lastFailure = new Grant.Unavailable(
                until, "GitHub issues no token for GITHUB_APP_INSTALLATION_ID " + id + ": " + message);
        return lastFailure;
    }

    /** Requests a token once; an incomplete response counts as a server fault. */
    private Exchange request() {
        Secret webToken = app.webToken(clock.instant().plus(clockOffset));
        try {
            return transport.send(address, Optional.of(new byte[0]), Optional.of(webToken));
        } catch (HttpClientException failed) {
            byte[] reason = FailureText.of(failed).getBytes(StandardCharsets.UTF_8);
            return new Exchange("POST", address, NO_RESPONSE, Map.of(), reason);
        }
    }

    private Grant accept(JsonNode body, Optional<Instant> serverTime) {
        Instant now = clock.instant();
        try {
            Secret issued = new Secret(body.path("token").asString(""));
            if (!TOKEN.matcher(issued.value()).matches()) {
                throw new IllegalArgumentException("no header can hold the token");
            }
            Instant expires = Json.time(body, "expires_at");
            renewAt = now.plus(Duration.between(serverTime.orElse(now.plus(clockOffset)), expires))
                    .minus(RENEWAL_MARGIN);
            token = issued;
            lastFailure = null;
            failedInARow = 0;
            return new Grant.Token(issued);
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            return failure(now.plus(doubled(FIRST_PAUSE)), "the response lacks the token or its expiry");
        }
    }
}
