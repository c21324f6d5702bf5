package io.commitlake.history;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The time limit for one export of a repository, from its first request to its last row. Only the export's own work
 * counts. Time spent waiting for a token, for memory or for a lock doesn't count; neither does time lost because other
 * repositories hold lanes: if an export could use two lanes and has one, half of the time counts. Thread-safe.
 */
public final class Deadline {
    private final Duration limit;
    private final Supplier<Duration> waited;
    private final LongSupplier nanoTime;
    private volatile boolean closed;
    private boolean begun;
    private long updatedAt;
    private Duration lastWaited = Duration.ZERO;
    private long workedNanos;
    private int waits;
    private int lanes;
    private int usableLanes;

    private Deadline(Duration limit, Supplier<Duration> waited, LongSupplier nanoTime) {
        this.limit = limit;
        this.waited = waited;
        this.nanoTime = nanoTime;
    }

    /** A limit on the time since {@link #begin()}. */
    public static Deadline after(Duration limit) {
        return after(limit, () -> Duration.ZERO);
    }

    /**
     * A limit on the time since {@link #begin()}, less the time that requests have waited since then.
     *
     * @param waited supplies the total time that the export's requests have waited so far
     */
    public static Deadline after(Duration limit, Supplier<Duration> waited) {
        return after(limit, waited, System::nanoTime);
    }

    /** The same, measured with the caller's clock. */
    public static Deadline after(Duration limit, Supplier<Duration> waited, LongSupplier nanoTime) {
        return new Deadline(limit, waited, nanoTime);
    }

    /** Starts the clock, just before the first request. Later calls do nothing. */
    public synchronized void begin() {
        if (!begun) {
            updatedAt = nanoTime.getAsLong();
            lastWaited = waited.get();
            begun = true;
        }
    }

    /** Makes the deadline past from now on, which stops any work that still checks it. */
    public void close() {
        closed = true;
    }

    public synchronized boolean isPast() {
        if (closed || !begun) {
            return closed;
        }
        update();
        return workedNanos > limit.toNanos();
    }

    /** A wait for something that others hold. No time counts until it is closed. */
    public final class Wait implements AutoCloseable {
        private Wait() {
            change(1);
        }

        @Override
        public void close() {
            change(-1);
        }

        private void change(int by) {
            synchronized (Deadline.this) {
                update();
                waits += by;
            }
        }
    }

    /** Starts a wait. */
    public Wait waiting() {
        return new Wait();
    }

    /**
     * Sets how many lanes the export has from now on.
     *
     * @param now the number of lanes that read it
     * @param usable the number of lanes that would read it if no other repository used them; 0 if it needs no lane
     */
    public synchronized void inLanes(int now, int usable) {
        update();
        lanes = now;
        usableLanes = usable;
    }

    private void update() {
        if (!begun) {
            return;
        }
        long now = nanoTime.getAsLong();
        Duration waitedNow = waited.get();
        long own = now - updatedAt - waitedNow.minus(lastWaited).toNanos();
        updatedAt = now;
        lastWaited = waitedNow;
        if (waits == 0) {
            workedNanos += usableLanes == 0 ? own : own * lanes / usableLanes;
        }
    }

    public FetchOutcome.TooSlow outcome() {
        return new FetchOutcome.TooSlow("its export takes longer than " + limit);
    }

    /** Throws {@link FetchException} if the deadline is past. */
    public void check() {
        if (isPast()) {
            throw new FetchException(outcome());
        }
    }
}
