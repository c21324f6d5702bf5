package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says until when there is a wait, and ends one that is too long. Not safe for threads: {@link Turns} holds the lock. */
final class Patience {
    static final String MORE = "set GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID";
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private final Duration maxWait;
    private final int tokens;
    private final Set<Resource> givenUp = EnumSet.noneOf(Resource.class);
    private Instant saidUntil = Instant.MIN;

    Patience(Duration maxWait, int tokens) {
        this.maxWait = maxWait;
        this.tokens = tokens;
    }

    /**
     * Says until when there is a wait, once; gives up where it is too long, and then at once for who comes after.
     *
     * @param why of each token that rests
     * @param whole whether every token may have the turn
     */
    void rest(Resource resource, Instant until, List<Reason> why, Instant since, boolean whole) {
        boolean tooLong = until.isAfter(since.plus(maxWait));
        if (tooLong || (whole && givenUp.contains(resource))) {
            if (whole) {
                givenUp.add(resource);
            }
            throw CommitlakeException.spent(said(why, resource) + ", and nothing may be asked before "
                    + until.truncatedTo(ChronoUnit.SECONDS) + ", which is longer than COMMITLAKE_MAX_WAIT (" + maxWait
                    + ") allows: wait longer, or " + MORE + (tokens == 0 ? "" : " with more tokens"));
        }
        if (until.isAfter(saidUntil)) {
            saidUntil = until;
            LOG.warn(
                    "{}: waiting until {}{}",
                    said(why, resource),
                    until.truncatedTo(ChronoUnit.SECONDS),
                    tokens == 0 ? "; with a token there is more: " + MORE : "");
        }
    }

    /** Who waits is to know whether more tokens would help, or GitHub has to recover. */
    private String said(List<Reason> why, Resource resource) {
        String asked = "GitHub's " + resource.word();
        Set<Reason> reasons = EnumSet.copyOf(why);
        if (reasons.size() > 1) {
            return reasons.stream()
                    .map(reason -> Collections.frequency(why, reason) + " " + reason.words())
                    .collect(Collectors.joining(", ", "No token is free for " + asked + " (", ")"));
        }
        return switch (why.getFirst()) {
            case SPENT ->
                (tokens == 0 ? "Nothing is left" : tokens == 1 ? "The token is spent" : "All tokens are spent")
                        + " for " + asked;
            case LIMITED ->
                (tokens == 0 ? "Without a token" : tokens == 1 ? "With the token" : "With all tokens")
                        + " no more may be asked for now of " + asked;
            case NOT_GIVEN -> "GitHub fails to give " + (tokens == 1 ? "the token" : "any token");
        };
    }
}
