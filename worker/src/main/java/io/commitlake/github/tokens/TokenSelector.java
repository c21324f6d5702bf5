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
 * waits and doesn't know the tokens' text. Not thread-safe: {@link TokenQueue} holds the lock.
 */
final class TokenSelector {
    private final List<TokenState> tokens;
    private final TokenState anonymous;
    private final Map<String, Set<Integer>> excluded = new HashMap<>();

    /** Chooses among the tokens; with no tokens, anonymous access serves every request. */
    TokenSelector(List<TokenState> tokens, TokenState anonymous) {
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
    TokenChoice next(Resource resource, Optional<String> repository, Set<Integer> avoided, Instant now) {
        List<TokenState> active = active();
        if (active.isEmpty() && !tokens.isEmpty()) {
            return new TokenChoice.AllRemoved();
        }
        @Nullable TokenState best = null;
        boolean busy = false;
        @Nullable Instant earliest = null;
        List<TokenChoice.RestingToken> resting = new ArrayList<>();
        List<TokenState> candidates = candidates(active, repository).stream()
                .filter(state -> state.canUse(resource) && !avoided.contains(state.number()))
                .toList();
        for (TokenState state : candidates) {
            Instant free = state.freeAt(resource, now);
            if (free.isAfter(now)) {
                earliest = earliest == null || free.isBefore(earliest) ? free : earliest;
                resting.add(new TokenChoice.RestingToken(state.number(), state.restReason(resource, now)));
            } else if (state.isBusy(resource, now)) {
                busy = true;
            } else if (best == null || byRemaining(resource, now).compare(state, best) > 0) {
                best = state;
            }
        }
        if (best != null) {
            best.allowance(resource).begin(now);
            return new TokenChoice.Chosen(best);
        }
        if (busy) {
            return new TokenChoice.AllBusy();
        }
        return earliest == null
                ? new TokenChoice.NoneAllowed()
                : new TokenChoice.AllResting(earliest, resting, candidates.containsAll(active));
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

    private List<TokenState> active() {
        return tokens.stream().filter(token -> !token.isRemoved()).toList();
    }

    private List<TokenState> candidates(List<TokenState> active, Optional<String> repository) {
        Set<Integer> without = repository.map(excluded::get).orElse(Set.of());
        List<TokenState> allowed = active.stream()
                .filter(token -> !without.contains(token.number()))
                .toList();
        if (!allowed.isEmpty()) {
            return allowed;
        }
        return without.contains(anonymous.number()) ? List.of() : List.of(anonymous);
    }

    private static Comparator<TokenState> byRemaining(Resource resource, Instant now) {
        return Comparator.comparingLong(state -> state.allowance(resource).remaining(now));
    }
}
