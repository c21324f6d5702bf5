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

/** Says until when there is a wait, and ends one that is too long. Not safe for threads: {@link Turns} holds the lock. */
final class Patience {
    static final String MORE = "set GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID";
    /** The pool's own, as that of {@link Turns}. */
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private final Duration maxWait;
    private final int tokens;
    private final Set<Resource> givenUp = EnumSet.noneOf(Resource.class);
    /** By who rests: the long wait for one of them doesn't hide that of all. */
    private final Map<List<Integer>, Instant> saidUntil = new HashMap<>();

    Patience(Duration maxWait, int tokens) {
        this.maxWait = maxWait;
        this.tokens = tokens;
    }

    /**
     * Says until when there is a wait, once; gives up where it is too long, and, where every token rests, then at once
     * for who comes after.
     */
    void rest(Resource resource, Optional<String> repository, Turn.Rest rest, Instant since) {
        boolean tooLong = rest.until().isAfter(since.plus(maxWait));
        RestWords words = new RestWords(rest, resource, repository.orElse("it"), tokens);
        if (tooLong || (rest.whole() && givenUp.contains(resource))) {
            if (rest.whole()) {
                givenUp.add(resource);
            }
            throw CommitlakeException.spent(words.why() + ": nothing may be asked before "
                    + rest.until().truncatedTo(ChronoUnit.SECONDS) + ", which is longer than COMMITLAKE_MAX_WAIT ("
                    + maxWait + ") allows: wait longer, or " + MORE + words.more());
        }
        List<Integer> who = rest.who().stream().map(Turn.Resting::number).toList();
        if (rest.until().isAfter(saidUntil.getOrDefault(who, Instant.MIN))) {
            saidUntil.put(who, rest.until());
            LOG.warn(
                    "{}: waiting until {}{}",
                    words.why(),
                    rest.until().truncatedTo(ChronoUnit.SECONDS),
                    tokens == 0 ? "; with a token there is more: " + MORE : "");
        }
    }
}
