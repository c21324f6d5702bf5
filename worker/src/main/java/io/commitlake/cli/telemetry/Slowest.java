package io.commitlake.cli.telemetry;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The repositories that took longest: few, so that their names make few time series. Thread-safe. */
final class Slowest {
    static final int MOST = 10;

    private final Map<String, Duration> times = new HashMap<>();

    synchronized void add(String repository, Duration time) {
        times.put(repository, time);
        if (times.size() > MOST) {
            times.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .ifPresent(times::remove);
        }
    }

    synchronized Map<String, Duration> times() {
        return Map.copyOf(times);
    }
}
