package io.commitlake.github.tokens;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The use of a token, with nothing that would reveal the token.
 *
 * @param token the token's number in the settings, from 1; 0 for requests without a token
 * @param requests the number of requests that this process started, by resource
 * @param left the budget left by resource, as last reported; a window that has ended is full
 * @param refused whether GitHub refuses the token
 */
public record TokenUse(int token, Map<String, Long> requests, Map<String, Left> left, boolean refused) {
    /**
     * The budget left in a window.
     *
     * @param reset the end of the window; the budget is full again from then on
     */
    public record Left(int remaining, int limit, Instant reset) {
        private String until() {
            return remaining == limit ? " left" : " left until " + reset.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    static TokenUse of(TokenState state, Instant now) {
        Map<String, Long> requests = new TreeMap<>();
        Map<String, Left> left = new TreeMap<>();
        for (Resource resource : Resource.values()) {
            Allowance allowance = state.allowance(resource);
            if (allowance.started() > 0) {
                requests.put(resource.apiName(), allowance.started());
            }
            allowance
                    .lastBudget()
                    .ifPresent(budget -> left.put(
                            resource.apiName(),
                            new Left(
                                    now.isBefore(budget.reset()) ? budget.remaining() : budget.limit(),
                                    budget.limit(),
                                    budget.reset())));
        }
        return new TokenUse(state.number(), requests, left, state.isRemoved());
    }

    /** Each resource's budget, spent and left, as text for a person. */
    public String budgetText() {
        return name()
                + (refused ? ": GitHub refuses it" : left.isEmpty() ? ": its budget is unknown" : "")
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

    /** The requests sent and the budgets left, as text for a person. */
    public String useText() {
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
                + (refused ? ", and GitHub now refuses it" : "");
    }
}
