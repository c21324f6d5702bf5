package io.commitlake.github.tokens;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a token was used for, as far as anybody may know it.
 *
 * @param token its number among the settings, from 1; 0 for requests without a token
 * @param requests begun by this process, by resource
 * @param left by resource, as the last answer said it
 */
public record TokenUse(int token, Map<String, Long> requests, Map<String, Left> left) {
    /**
     * What is left of a window.
     *
     * @param reset when it ends; full again from then on
     */
    public record Left(int remaining, int limit, Instant reset) {}

    /** For a person. */
    public String words() {
        long sum = requests.values().stream().mapToLong(Long::longValue).sum();
        return (token == 0 ? "without a token" : "token " + token) + ": " + sum + (sum == 1 ? " request" : " requests")
                + (sum == 0
                        ? ""
                        : requests.entrySet().stream()
                                .map(entry -> entry.getValue() + " " + entry.getKey())
                                .collect(Collectors.joining(", ", " (", ")")))
                + left.entrySet().stream()
                        .map(entry -> ", " + entry.getValue().remaining() + " of "
                                + entry.getValue().limit() + " " + entry.getKey() + " left until "
                                + entry.getValue().reset())
                        .collect(Collectors.joining());
    }
}
