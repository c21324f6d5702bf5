package io.commitlake.sandbox.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** GitHub's secondary limits, for each caller: requests at the same time, and points a minute. For many threads. */
public final class Throttle {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final Clock clock;
    private final Limits.Secondary limits;
    private final Map<Tokens.Caller, Integer> open = new HashMap<>();
    private final Map<Meter, Window> windows = new HashMap<>();

    public Throttle(Clock clock, Limits.Secondary limits) {
        this.clock = clock;
        this.limits = limits;
    }

    private record Meter(Tokens.Caller caller, boolean graphQl) {}

    private record Window(Instant end, int points) {}

    /**
     * Lets a request in, which then has to {@link #leave}.
     *
     * @return empty if it is in; else how long it shall wait, and then there is nothing to leave
     */
    public synchronized Optional<Duration> enter(Tokens.Caller caller, Budgets.Resource resource) {
        if (open.getOrDefault(caller, 0) >= limits.concurrent()) {
            return Optional.of(limits.retryAfter());
        }
        Instant now = clock.instant();
        Meter meter = new Meter(caller, resource == Budgets.Resource.GRAPHQL);
        Window known = windows.get(meter);
        Window window = known != null && now.isBefore(known.end()) ? known : new Window(now.plus(MINUTE), 0);
        if (window.points() >= (meter.graphQl() ? limits.graphQlPoints() : limits.restPoints())) {
            // Whole seconds, and never too few.
            return Optional.of(Duration.ofSeconds(
                    Duration.between(now, window.end()).plusSeconds(1).toSeconds()));
        }
        windows.put(meter, new Window(window.end(), window.points() + 1));
        open.merge(caller, 1, Integer::sum);
        return Optional.empty();
    }

    public synchronized void leave(Tokens.Caller caller) {
        open.merge(caller, -1, Integer::sum);
    }
}
