package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each wait for a token, and refuses one that is too long. Not thread-safe: {@link TokenQueue} holds the lock. */
final class WaitLimit {
    static final String TOKEN_SETTINGS = "set GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID";
    /** The pool's logger, as in {@link TokenQueue}. */
    private static final Logger LOG = LoggerFactory.getLogger(TokenPool.class);

    private final Duration maxWait;
    private final int tokenCount;
    private final Set<Resource> givenUp = EnumSet.noneOf(Resource.class);
    /** Keyed by the resting tokens, so that the long wait for one of them doesn't hide the wait for all. */
    private final Map<List<Integer>, Instant> loggedUntil = new HashMap<>();

    private Optional<Instant> refusedUntil = Optional.empty();

    WaitLimit(Duration maxWait, int tokenCount) {
        this.maxWait = maxWait;
        this.tokenCount = tokenCount;
    }

    /**
     * Logs until when requests wait, once per wait. After a wait for the whole pool was too long, later requests for
     * the resource fail at once.
     *
     * @throws CommitlakeException of kind SPENT if the wait is longer than COMMITLAKE_MAX_WAIT allows
     */
    void check(Resource resource, Optional<String> repository, TokenChoice.AllResting rest, Instant since) {
        boolean tooLong = rest.until().isAfter(since.plus(maxWait));
        RestMessage message = new RestMessage(
                rest, resource, repository.map(name -> "repository " + name).orElse("the repository"), tokenCount);
        if (tooLong || (rest.wholePool() && givenUp.contains(resource))) {
            if (rest.wholePool()) {
                givenUp.add(resource);
            }
            if (rest.until().isAfter(refusedUntil.orElse(Instant.MIN))) {
                refusedUntil = Optional.of(rest.until());
            }
            throw CommitlakeException.spent(message.cause() + ": no request may start before "
                    + rest.until().truncatedTo(ChronoUnit.SECONDS) + ", which is later than COMMITLAKE_MAX_WAIT ("
                    + maxWait + ") allows: raise it, try again later, or " + TOKEN_SETTINGS + message.remedy());
        }
        List<Integer> numbers =
                rest.resting().stream().map(TokenChoice.RestingToken::number).toList();
        if (rest.until().isAfter(loggedUntil.getOrDefault(numbers, Instant.MIN))) {
            loggedUntil.put(numbers, rest.until());
            LOG.warn(
                    "{}: waiting until {}{}",
                    message.cause(),
                    rest.until().truncatedTo(ChronoUnit.SECONDS),
                    tokenCount == 0 ? "; for a higher limit, " + TOKEN_SETTINGS : "");
        }
    }

    /** The latest end of all waits that were too long; empty if none was. */
    Optional<Instant> refusedUntil() {
        return refusedUntil;
    }
}
