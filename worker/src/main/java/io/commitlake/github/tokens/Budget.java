package io.commitlake.github.tokens;

import java.time.Instant;

/**
 * A rate limit budget, as a response reports it.
 *
 * @param limit the requests (for GraphQL, points) per window; a window is an hour, or a minute for search
 * @param remaining the requests left when GitHub responded
 * @param reset the end of the window, by this machine's clock
 */
public record Budget(int limit, int remaining, Instant reset) {
    public Budget {
        if (limit < 0 || remaining < 0) {
            throw new IllegalArgumentException("a budget can't be negative: " + remaining + " of " + limit);
        }
    }
}
