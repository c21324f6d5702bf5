package io.commitlake.sandbox.hub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that runs like another but can be moved ahead, which ends a wait at once. Thread-safe. */
public final class MovableClock extends Clock {
    private final Clock base;
    private Duration ahead = Duration.ZERO;

    public MovableClock(Clock base) {
        this.base = base;
    }

    /**
     * Moves the clock ahead.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("The clock can't go back by " + by + ": give a duration of 0 or more.");
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

    /** Returns this clock: callers only read instants, so the zone doesn't matter. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
