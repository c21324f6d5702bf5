package io.commitlake.sandbox.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Enforces GitHub's secondary limits on each caller: concurrent requests, and points per minute. Thread-safe. */
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
     * Admits a request, which must later {@link #leave}.
     *
     * @return empty if the request is admitted; else the time to wait, and then the request must not leave
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
            // Round up to whole seconds, so that the wait is never too short.
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
