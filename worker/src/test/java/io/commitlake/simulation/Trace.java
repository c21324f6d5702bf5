package io.commitlake.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The steps of a simulation, in their order. Off by default, because a failing seed can be run again with it. */
final class Trace {
    private final boolean on;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean on) {
        this.on = on;
    }

    boolean isOn() {
        return on;
    }

    /** Adds a line, whose text is only made if the trace is on. */
    void add(Instant now, String actor, Supplier<String> words) {
        if (on) {
            Duration time = Duration.between(Scheduler.START, now);
            lines.add("%3dd %02d:%02d:%02d.%03d  %-22s %s"
                    .formatted(
                            time.toDays(),
                            time.toHoursPart(),
                            time.toMinutesPart(),
                            time.toSecondsPart(),
                            time.toMillisPart(),
                            actor,
                            words.get()));
        }
    }

    List<String> lines() {
        return lines;
    }
}
