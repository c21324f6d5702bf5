package io.commitlake.github.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * GitHub's answer about a token.
 *
 * @param token the token's number in the settings, from 1; 0 for requests without a token
 * @param failure why there is no answer; empty if there is one
 * @param scopes the scopes of a classic token; empty if there is none, or if it is of another kind, which has permissions instead
 * @param expires when the token expires; empty if it never does or GitHub doesn't report it
 * @param clock how far this machine's clock is ahead of GitHub's, to a second; negative if it is behind
 */
public record TokenAnswer(
        int token,
        Optional<String> failure,
        Optional<List<String>> scopes,
        Optional<Instant> expires,
        Optional<Duration> clock) {
    static TokenAnswer failed(int token, String message) {
        return new TokenAnswer(token, Optional.of(message), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
