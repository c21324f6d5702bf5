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
 * Decides whose turn a request is: the one with the most left for its resource. It has no clock, waits for nothing and
 * knows no token's text. Not safe for threads: {@link Turns} holds the lock.
 */
final class Schedule {
    private final List<Account> tokens;
    private final Account anonymous;
    private final Map<String, Set<Integer>> forbidden = new HashMap<>();

    /** Without tokens the caller without one has every turn. */
    Schedule(List<Account> tokens, Account anonymous) {
        this.tokens = List.copyOf(tokens);
        this.anonymous = anonymous;
    }

    /**
     * Gives a turn.
     *
     * @param repository that the request is about: who was forbidden it isn't asked for it again, and where that is
     *     every token, the caller without one is
     * @param avoided by number
     */
    Turn next(Resource resource, Optional<String> repository, Set<Integer> avoided, Instant now) {
        List<Account> good = good();
        if (good.isEmpty() && !tokens.isEmpty()) {
            return new Turn.AllLeft();
        }
        @Nullable Account best = null;
        boolean busy = false;
        @Nullable Instant earliest = null;
        List<Turn.Resting> resting = new ArrayList<>();
        List<Account> candidates = candidates(good, repository).stream()
                .filter(account -> account.mayAsk(resource) && !avoided.contains(account.number()))
                .toList();
        for (Account account : candidates) {
            Instant free = account.freeAt(resource, now);
            if (free.isAfter(now)) {
                earliest = earliest == null || free.isBefore(earliest) ? free : earliest;
                resting.add(new Turn.Resting(account.number(), account.restsFor(resource, now)));
            } else if (account.busy(resource, now)) {
                busy = true;
            } else if (best == null || byLeft(resource, now).compare(account, best) > 0) {
                best = account;
            }
        }
        if (best != null) {
            best.of(resource).begin(now);
            return new Turn.Go(best);
        }
        if (busy) {
            return new Turn.Busy();
        }
        return earliest == null ? new Turn.Nobody() : new Turn.Rest(earliest, resting, candidates.containsAll(good));
    }

    /** Whether one whose token can be had may ask this, now or later. */
    boolean mayAsk(Resource resource, Optional<String> repository, Set<Integer> avoided) {
        return candidates(good(), repository).stream()
                .anyMatch(account ->
                        account.mayAsk(resource) && !account.failing() && !avoided.contains(account.number()));
    }

    void forbid(int number, String repository) {
        forbidden.computeIfAbsent(repository, any -> new HashSet<>()).add(number);
    }

    private List<Account> good() {
        return tokens.stream().filter(token -> !token.hasLeft()).toList();
    }

    private List<Account> candidates(List<Account> good, Optional<String> repository) {
        Set<Integer> closed = repository.map(forbidden::get).orElse(Set.of());
        List<Account> open =
                good.stream().filter(token -> !closed.contains(token.number())).toList();
        if (!open.isEmpty()) {
            return open;
        }
        return closed.contains(anonymous.number()) ? List.of() : List.of(anonymous);
    }

    private static Comparator<Account> byLeft(Resource resource, Instant now) {
        return Comparator.comparingLong(account -> account.of(resource).left(now));
    }
}
