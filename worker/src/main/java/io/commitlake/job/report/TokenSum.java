package io.commitlake.job.report;

import io.commitlake.github.tokens.TokenUse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up the use of each token by several processes. Of the budgets, the last report counts. */
final class TokenSum {
    private final Map<Integer, TokenUse> uses = new TreeMap<>();
    private final Map<Integer, Instant> reported = new HashMap<>();

    /**
     * Adds a process.
     *
     * @param at when it reported its budgets
     */
    void add(List<TokenUse> used, Instant at) {
        used.forEach(use -> add(use, at));
    }

    private void add(TokenUse use, Instant at) {
        TokenUse before = uses.getOrDefault(use.token(), new TokenUse(use.token(), Map.of(), Map.of(), false));
        boolean newer = !at.isBefore(reported.getOrDefault(use.token(), Instant.MIN));
        Map<String, Long> requests = new TreeMap<>(before.requests());
        use.requests().forEach((resource, count) -> requests.merge(resource, count, Long::sum));
        Map<String, TokenUse.Left> left = new TreeMap<>(newer ? before.left() : use.left());
        left.putAll(newer ? use.left() : before.left());
        uses.put(use.token(), new TokenUse(use.token(), requests, left, newer ? use.refused() : before.refused()));
        reported.merge(use.token(), at, (a, b) -> a.isAfter(b) ? a : b);
    }

    List<TokenUse> uses() {
        return List.copyOf(uses.values());
    }

    long requests() {
        return uses.values().stream()
                .flatMap(use -> use.requests().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
