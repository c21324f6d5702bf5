package io.commitlake.sandbox.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Counts what each caller spends of each resource in an hour, as GitHub does. Nobody is refused for it yet. */
public final class Budgets {
    private static final Duration WINDOW = Duration.ofHours(1);
    private final Clock clock;
    private final Map<Account, Budget> open = new HashMap<>();

    public Budgets(Clock clock) {
        this.clock = clock;
    }

    /** GitHub's words for what is limited apart. */
    public enum Resource {
        CORE("core", 5000, 60),
        SEARCH("search", 30, 10),
        GRAPHQL("graphql", 5000, 0);

        private final String word;
        private final int limit;
        private final int anonymousLimit;

        Resource(String word, int limit, int anonymousLimit) {
            this.word = word;
            this.limit = limit;
            this.anonymousLimit = anonymousLimit;
        }

        public String word() {
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

    public synchronized Budget spend(Tokens.Caller caller, Resource resource) {
        Budget now = look(caller, resource);
        Budget after = new Budget(resource, now.limit(), now.used() + 1, now.reset());
        open.put(new Account(caller, resource), after);
        return after;
    }

    /** What is left, without spending. */
    public synchronized Budget look(Tokens.Caller caller, Resource resource) {
        Instant now = clock.instant();
        Budget known = open.get(new Account(caller, resource));
        if (known != null && now.isBefore(known.reset())) {
            return known;
        }
        int limit = caller instanceof Tokens.Caller.Known ? resource.limit : resource.anonymousLimit;
        return new Budget(
                resource, limit, 0, Instant.ofEpochSecond(now.plus(WINDOW).getEpochSecond()));
    }
}
