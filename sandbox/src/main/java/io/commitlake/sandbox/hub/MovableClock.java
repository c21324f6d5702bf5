package io.commitlake.sandbox.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that runs as another does, and can be put forward: what waits for an hour then waits no more. For many threads. */
public final class MovableClock extends Clock {
    private final Clock base;
    private Duration ahead = Duration.ZERO;

    public MovableClock(Clock base) {
        this.base = base;
    }

    /** Puts it forward.
     *
     * @throws IllegalArgumentException if it were back */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("The clock can't be put back, by " + by + ".");
        }
        ahead = ahead.plus(by);
    }

    public synchronized Duration ahead() {
        return ahead;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** UTC whatever is asked for: here only instants are told. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
