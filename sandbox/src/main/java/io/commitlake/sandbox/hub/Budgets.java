package io.commitlake.sandbox.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the requests of each caller against each resource's limit, as GitHub's primary rate limits do, and refuses a
 * caller with nothing left. Thread-safe.
 */
public final class Budgets {
    private final Clock clock;
    private final Limits limits;
    private final Map<Account, Budget> open = new HashMap<>();

    public Budgets(Clock clock, Limits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /** A resource with a limit of its own, by GitHub's name. */
    public enum Resource {
        CORE("core", Duration.ofHours(1)),
        SEARCH("search", Duration.ofMinutes(1)),
        GRAPHQL("graphql", Duration.ofHours(1));

        private final String word;
        private final Duration window;

        Resource(String word, Duration window) {
            this.word = word;
            this.window = window;
        }

        public String apiName() {
            return word;
        }
    }

    /**
     * The state of a caller's limit for a resource.
     *
     * @param limit the requests allowed per window
     * @param used the requests made in this window
     * @param reset the end of the window, in whole seconds
     */
    public record Budget(Resource resource, int limit, int used, Instant reset) {
        public int remaining() {
            return Math.max(0, limit - used);
        }
    }

    private record Account(Tokens.Caller caller, Resource resource) {}

    /** Spends one request. Returns the new budget, or empty if none was left. */
    public synchronized Optional<Budget> spend(Tokens.Caller caller, Resource resource) {
        Budget now = peek(caller, resource);
        if (now.remaining() == 0) {
            return Optional.empty();
        }
        return Optional.of(put(caller, new Budget(resource, now.limit(), now.used() + 1, now.reset())));
    }

    /** Returns one request to the budget, because it turned out to be free. */
    public synchronized Budget giveBack(Tokens.Caller caller, Resource resource) {
        Budget now = peek(caller, resource);
        return put(caller, new Budget(resource, now.limit(), Math.max(0, now.used() - 1), now.reset()));
    }

    /** The current budget, without spending. */
    public synchronized Budget peek(Tokens.Caller caller, Resource resource) {
        Instant now = clock.instant();
        Budget known = open.get(new Account(caller, resource));
        if (known != null && now.isBefore(known.reset())) {
            return known;
        }
        Limits.Primary limit = caller instanceof Tokens.Caller.Known ? limits.token() : limits.anonymous();
        return new Budget(
                resource,
                limit.of(resource),
                0,
                Instant.ofEpochSecond(now.plus(resource.window).getEpochSecond()));
    }

    private Budget put(Tokens.Caller caller, Budget budget) {
        open.put(new Account(caller, budget.resource()), budget);
        return budget;
    }
}
