package io.commitlake.github.app;

import io.commitlake.github.http.Exchange;
import io.commitlake.github.http.Transport;
import io.commitlake.github.http.Verdict;
import io.commitlake.github.http.Verdicts;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.FailureText;
import io.commitlake.model.Secret;
import io.micronaut.http.client.exceptions.HttpClientException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An App where it is installed. Its token is asked for when it is first needed, and anew a while before it ends; how
 * long it lives is told by GitHub's clock alone. It never asks again by itself where GitHub fails: the pool does, and
 * uses others meanwhile.
 */
public final class Installation implements Credential {
    /** A request that is begun now ends within this time; a fetch shows its token when it begins. */
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);

    private static final int NO_ANSWER = 599;
    /** After a server's fault, and after a limit that doesn't say until when; twice as long each time in a row. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private static final Duration FIRST_REST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;
    /** Tokens in a row that are refused before they end: then it isn't the token. */
    private static final int MOST_REFUSED = 2;

    private final AppIdentity app;
    private final String id;
    private final URI address;
    private final Transport transport;
    private final Clock clock;
    private Duration behind = Duration.ZERO;
    private @Nullable Secret token;
    private Instant renewed = Instant.MIN;
    private int refusedInARow;
    private Given.@Nullable Later failed;
    private int failedInARow;

    /**
     * An installation.
     *
     * @param api the root of REST
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
    public synchronized Given token() {
        Instant now = clock.instant();
        Secret known = token;
        if (known != null && now.isBefore(renewed)) {
            return new Given.Token(known);
        }
        if (known != null) {
            refusedInARow = 0; // it ended as it should
        }
        // Who wanted it together is told together: the server isn't asked by each.
        return failed != null && now.isBefore(failed.until()) ? failed : renewed();
    }

    @Override
    public synchronized boolean refused(Optional<Secret> sent) {
        if (token == null || !sent.equals(Optional.of(token))) {
            return true; // it has been renewed meanwhile
        }
        token = null;
        return ++refusedInARow < MOST_REFUSED;
    }

    /** Asks once; again only where its clock differs from the server's, which says so by refusing the proof. */
    private Given renewed() {
        Exchange answer = ask();
        Verdict verdict = Verdicts.of(answer, Resource.CORE, clock.instant());
        if (verdict instanceof Verdict.BadCredentials) {
            answer.date("date").ifPresent(there -> behind = Duration.between(clock.instant(), there));
            answer = ask();
            verdict = Verdicts.of(answer, Resource.CORE, clock.instant());
        }
        return switch (verdict) {
            case Verdict.Ok(JsonNode body) -> taken(body, answer.date("date"));
            case Verdict.Limited(boolean primary, Optional<Instant> until, String words) ->
                later(until.orElseGet(() -> clock.instant().plus(doubled(FIRST_REST))), words);
            case Verdict fault when fault.passing() -> later(clock.instant().plus(doubled(FIRST_PAUSE)), fault.said());
            case Verdict refusal ->
                new Given.Never("GitHub gives no token for GITHUB_APP_ID " + app.id()
                        + " as GITHUB_APP_INSTALLATION_ID " + id + ": " + refusal.said()
                        + ". Set them and GITHUB_APP_PRIVATE_KEY_FILE to those of an App that is installed");
        };
    }

    private Duration doubled(Duration first) {
        return first.multipliedBy(1L << Math.min(failedInARow, MOST_DOUBLINGS));
    }

    private Given later(Instant until, String words) {
        failedInARow++;
        failed = new Given.Later(until, "GitHub gives no token for GITHUB_APP_INSTALLATION_ID " + id + ": " + words);
        return failed;
    }

    /** No whole answer is a server's fault. */
    private Exchange ask() {
        Secret proof = app.webToken(clock.instant().plus(behind));
        try {
            return transport.send(address, Optional.of(new byte[0]), Optional.of(proof));
        } catch (HttpClientException failed) {
            byte[] reason = FailureText.of(failed).getBytes(StandardCharsets.UTF_8);
            return new Exchange("POST", address, NO_ANSWER, Map.of(), reason);
        }
    }

    private Given taken(JsonNode body, Optional<Instant> there) {
        Instant now = clock.instant();
        try {
            Secret fresh = new Secret(body.path("token").asString(""));
            Instant ends = Instant.parse(body.path("expires_at").asString(""));
            renewed = now.plus(Duration.between(there.orElse(now.plus(behind)), ends))
                    .minus(RENEWED_BEFORE);
            token = fresh;
            failed = null;
            failedInARow = 0;
            return new Given.Token(fresh);
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            return later(now.plus(doubled(FIRST_PAUSE)), "it says no token and when it ends");
        }
    }
}
