package io.commitlake.github.app;

import io.commitlake.github.http.Exchange;
import io.commitlake.github.http.Transport;
import io.commitlake.github.http.Verdict;
import io.commitlake.github.http.Verdicts;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.Resource;
import io.commitlake.model.CommitlakeException;
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
 * long it lives is told by GitHub's clock alone.
 */
public final class Installation implements Credential {
    /** A request that is begun now ends within this time; a fetch shows its token when it begins. */
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);

    private static final int TRIES = 4;
    private static final int NO_ANSWER = 599;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
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
    public synchronized Secret token() {
        Secret known = token;
        if (known != null && clock.instant().isBefore(renewed)) {
            return known;
        }
        if (known != null) {
            refusedInARow = 0; // it ended as it should
        }
        return renew();
    }

    @Override
    public synchronized boolean refused(Optional<Secret> sent) {
        if (token == null || !sent.equals(Optional.of(token))) {
            return true; // it has been renewed meanwhile
        }
        token = null;
        return ++refusedInARow < MOST_REFUSED;
    }

    private Secret renew() {
        boolean corrected = false;
        for (int tries = 1; ; tries++) {
            Exchange answer = ask();
            Verdict verdict = Verdicts.of(answer, Resource.CORE, clock.instant());
            if (verdict instanceof Verdict.Ok(JsonNode body)) {
                return taken(body, answer.date("date"));
            }
            boolean another = verdict instanceof Verdict.BadCredentials && !corrected;
            if (another) {
                corrected = true; // the clock that judges says what it is by it
                answer.date("date").ifPresent(there -> behind = Duration.between(clock.instant(), there));
            } else if (!verdict.passing() && !(verdict instanceof Verdict.Limited)) {
                throw CommitlakeException.settings(
                        "GitHub gives no token for GITHUB_APP_ID " + app.id() + " as GITHUB_APP_INSTALLATION_ID " + id
                                + ": " + verdict.said()
                                + ". Set them and GITHUB_APP_PRIVATE_KEY_FILE to those of an App that is installed");
            } else if (tries >= TRIES) {
                throw CommitlakeException.github(
                        "GitHub gives no token for GITHUB_APP_INSTALLATION_ID " + id + ": " + verdict.said());
            } else {
                pause(tries, verdict.said());
            }
        }
    }

    /** No whole answer is a server's fault. */
    private Exchange ask() {
        Secret proof = app.webToken(clock.instant().plus(behind));
        try {
            return transport.send(address, Optional.of(new byte[0]), Optional.of(proof));
        } catch (HttpClientException failed) {
            byte[] reason = String.valueOf(failed.getMessage()).getBytes(StandardCharsets.UTF_8);
            return new Exchange("POST", address, NO_ANSWER, Map.of(), reason);
        }
    }

    private Secret taken(JsonNode body, Optional<Instant> there) {
        Instant now = clock.instant();
        try {
            Secret fresh = new Secret(body.path("token").asString(""));
            Instant ends = Instant.parse(body.path("expires_at").asString(""));
            renewed = now.plus(Duration.between(there.orElse(now.plus(behind)), ends))
                    .minus(RENEWED_BEFORE);
            token = fresh;
            return fresh;
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            throw CommitlakeException.github("POST " + address + " answers no token and when it ends");
        }
    }

    private static void pause(int tries, String words) {
        try {
            Thread.sleep(FIRST_PAUSE.multipliedBy(1L << (tries - 1)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.github(words, interrupted);
        }
    }
}
