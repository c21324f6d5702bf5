package io.commitlake.github.tokens;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a token was used for, as far as anybody may know it.
 *
 * @param token its number among the settings, from 1; 0 for requests without a token
 * @param requests begun by this process, by resource
 * @param left by resource, as the last answer said it; a window that is over is full
 * @param refused whether GitHub doesn't take it any more
 */
public record TokenUse(int token, Map<String, Long> requests, Map<String, Left> left, boolean refused) {
    /**
     * What is left of a window.
     *
     * @param reset when it ends; full again from then on
     */
    public record Left(int remaining, int limit, Instant reset) {
        private String until() {
            return remaining == limit ? " left" : " left until " + reset.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    static TokenUse of(Account account, Instant now) {
        Map<String, Long> requests = new TreeMap<>();
        Map<String, Left> left = new TreeMap<>();
        for (Resource resource : Resource.values()) {
            Allowance allowance = account.of(resource);
            if (allowance.begun() > 0) {
                requests.put(resource.word(), allowance.begun());
            }
            allowance
                    .lastRead()
                    .ifPresent(read -> left.put(
                            resource.word(),
                            new Left(
                                    now.isBefore(read.reset()) ? read.remaining() : read.limit(),
                                    read.limit(),
                                    read.reset())));
        }
        return new TokenUse(account.number(), requests, left, account.hasLeft());
    }

    /** What each resource's window has spent and left, for a person. */
    public String budgets() {
        return name()
                + (refused ? ": GitHub refuses it" : left.isEmpty() ? ": nothing is known of its budget" : "")
                + left.entrySet().stream()
                        .map(entry -> entry.getKey() + " "
                                + (entry.getValue().limit() - entry.getValue().remaining()) + " spent, "
                                + entry.getValue().remaining() + " of "
                                + entry.getValue().limit() + entry.getValue().until())
                        .collect(Collectors.joining("; ", left.isEmpty() ? "" : ": ", ""));
    }

    private String name() {
        return token == 0 ? "without a token" : "token " + token;
    }

    /** What it was used for and what is left, for a person. */
    public String words() {
        long sum = requests.values().stream().mapToLong(Long::longValue).sum();
        return name() + ": " + sum + (sum == 1 ? " request" : " requests")
                + (sum == 0
                        ? ""
                        : requests.entrySet().stream()
                                .map(entry -> entry.getValue() + " " + entry.getKey())
                                .collect(Collectors.joining(", ", " (", ")")))
                + left.entrySet().stream()
                        .map(entry -> ", " + entry.getValue().remaining() + " of "
                                + entry.getValue().limit() + " " + entry.getKey()
                                + entry.getValue().until())
                        .collect(Collectors.joining())
                + (refused ? ", and GitHub refuses it by now" : "");
    }
}
