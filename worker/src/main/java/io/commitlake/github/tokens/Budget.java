package io.commitlake.github.tokens;

import java.time.Instant;

/**
 * What an answer says is left.
 *
 * @param limit of the window, an hour or, for search, a minute
 * @param remaining of it, at the moment of the answer
 * @param reset when the window ends, by this machine's clock
 */
public record Budget(int limit, int remaining, Instant reset) {
    public Budget {
        if (limit < 0 || remaining < 0) {
            throw new IllegalArgumentException("a budget isn't negative: " + remaining + " of " + limit);
        }
    }
}
