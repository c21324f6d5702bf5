package io.commitlake.github.tokens;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the token for a request: the free one with the most requests left for the resource. It has no clock, never
 * waits and doesn't know the tokens' text. Not thread-safe: {@link Turns} holds the lock.
 */
final class Schedule {
    private final List<Account> tokens;
    private final Account anonymous;
    private final Map<String, Set<Integer>> excluded = new HashMap<>();

    /** Chooses among the tokens; with no tokens, anonymous access serves every request. */
    Schedule(List<Account> tokens, Account anonymous) {
        this.tokens = List.copyOf(tokens);
        this.anonymous = anonymous;
    }

    /**
     * Chooses a token for a request, and counts the request as started.
     *
     * @param repository the repository that the request is about: tokens excluded from it aren't chosen, and if all
     *     tokens are, anonymous access is
     * @param avoided the numbers of tokens not to choose
     */
    Turn next(Resource resource, Optional<String> repository, Set<Integer> avoided, Instant now) {
        List<Account> active = active();
        if (active.isEmpty() && !tokens.isEmpty()) {
            return new Turn.AllRemoved();
        }
        @Nullable Account best = null;
        boolean busy = false;
        @Nullable Instant earliest = null;
        List<Turn.RestingToken> resting = new ArrayList<>();
        List<Account> candidates = candidates(active, repository).stream()
                .filter(state -> state.canUse(resource) && !avoided.contains(state.number()))
                .toList();
        for (Account state : candidates) {
            Instant free = state.freeAt(resource, now);
            if (free.isAfter(now)) {
                earliest = earliest == null || free.isBefore(earliest) ? free : earliest;
                resting.add(new Turn.RestingToken(state.number(), state.restReason(resource, now)));
            } else if (state.isBusy(resource, now)) {
                busy = true;
            } else if (best == null || byRemaining(resource, now).compare(state, best) > 0) {
                best = state;
            }
        }
        if (best != null) {
            best.allowance(resource).begin(now);
            return new Turn.Chosen(best);
        }
        if (busy) {
            return new Turn.AllBusy();
        }
        return earliest == null
                ? new Turn.NoneAllowed()
                : new Turn.AllResting(earliest, resting, candidates.containsAll(active));
    }

    /** Whether some token that GitHub issues can serve this request, now or later. */
    boolean canServe(Resource resource, Optional<String> repository, Set<Integer> avoided) {
        return candidates(active(), repository).stream()
                .anyMatch(
                        state -> state.canUse(resource) && !state.isUnavailable() && !avoided.contains(state.number()));
    }

    /** Stops choosing a token, by its number, for a repository. */
    void exclude(int number, String repository) {
        excluded.computeIfAbsent(repository, any -> new HashSet<>()).add(number);
    }

    private List<Account> active() {
        return tokens.stream().filter(token -> !token.isRemoved()).toList();
    }

    private List<Account> candidates(List<Account> active, Optional<String> repository) {
        Set<Integer> without = repository.map(excluded::get).orElse(Set.of());
        List<Account> allowed = active.stream()
                .filter(token -> !without.contains(token.number()))
                .toList();
        if (!allowed.isEmpty()) {
            return allowed;
        }
        return without.contains(anonymous.number()) ? List.of() : List.of(anonymous);
    }

    private static Comparator<Account> byRemaining(Resource resource, Instant now) {
        return Comparator.comparingLong(state -> state.allowance(resource).remaining(now));
    }
}
