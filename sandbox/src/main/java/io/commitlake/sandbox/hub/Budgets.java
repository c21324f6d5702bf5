package io.commitlake.sandbox.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts what each caller spends of each resource, as GitHub does, and refuses who has nothing left. For many threads. */
public final class Budgets {
    private final Clock clock;
    private final Limits limits;
    private final Map<Account, Budget> open = new HashMap<>();

    public Budgets(Clock clock, Limits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /** GitHub's words for what is limited apart. */
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

    /** What is left of a resource.
     *
     * @param reset when the count starts again, in whole seconds */
    public record Budget(Resource resource, int limit, int used, Instant reset) {
        public int remaining() {
            return Math.max(0, limit - used);
        }
    }

    private record Account(Tokens.Caller caller, Resource resource) {}

    /** Takes one; empty where nothing is left, which costs nothing. */
    public synchronized Optional<Budget> spend(Tokens.Caller caller, Resource resource) {
        Budget now = peek(caller, resource);
        if (now.remaining() == 0) {
            return Optional.empty();
        }
        return Optional.of(put(caller, new Budget(resource, now.limit(), now.used() + 1, now.reset())));
    }

    /** Gives back what was spent on a request that turned out to cost nothing. */
    public synchronized Budget giveBack(Tokens.Caller caller, Resource resource) {
        Budget now = peek(caller, resource);
        return put(caller, new Budget(resource, now.limit(), Math.max(0, now.used() - 1), now.reset()));
    }

    /** What is left, without spending. */
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
