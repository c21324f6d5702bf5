package io.commitlake.history;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Up to when one export of a repository may be worked on: one for all that is done for it, from its first request to its
 * last row. Only its own work counts. What it waits for a token, for memory or for a lock is no time of its, nor is what it
 * can't read for its neighbours: of two lanes that it could use and has one of, half of the time counts. Any thread may ask.
 */
public final class Deadline {
    private final Duration limit;
    private final Supplier<Duration> waited;
    private final LongSupplier nanoTime;
    private volatile boolean closed;
    private boolean begun;
    private long since;
    private Duration waitedUntil = Duration.ZERO;
    private long worked;
    private int waiting;
    private int lanes;
    private int usableLanes;

    private Deadline(Duration limit, Supplier<Duration> waited, LongSupplier nanoTime) {
        this.limit = limit;
        this.waited = waited;
        this.nanoTime = nanoTime;
    }

    /** So long after it is begun. */
    public static Deadline after(Duration limit) {
        return after(limit, () -> Duration.ZERO);
    }

    /**
     * So long after it is begun, and what was waited since.
     *
     * @param waited how long its requests have waited until now, at any time
     */
    public static Deadline after(Duration limit, Supplier<Duration> waited) {
        return after(limit, waited, System::nanoTime);
    }

    /** The same, of time that passes otherwise. */
    public static Deadline after(Duration limit, Supplier<Duration> waited, LongSupplier nanoTime) {
        return new Deadline(limit, waited, nanoTime);
    }

    /** The first request is about to be made. Again: nothing. */
    public synchronized void begin() {
        if (!begun) {
            since = nanoTime.getAsLong();
            waitedUntil = waited.get();
            begun = true;
        }
    }

    /** Ends all that still asks. */
    public void close() {
        closed = true;
    }

    public synchronized boolean isPast() {
        if (closed || !begun) {
            return closed;
        }
        count();
        return worked > limit.toNanos();
    }

    /** A wait for what others have; nothing counts until it is closed. */
    public final class Wait implements AutoCloseable {
        private Wait() {
            change(1);
        }

        @Override
        public void close() {
            change(-1);
        }

        private void change(int more) {
            synchronized (Deadline.this) {
                count();
                waiting += more;
            }
        }
    }

    /** Begins a wait. */
    public Wait waiting() {
        return new Wait();
    }

    /**
     * How its reading goes from now on.
     *
     * @param now in how many lanes it is read
     * @param usable in how many it would be without neighbours; 0 where nothing is to be read in lanes
     */
    public synchronized void inLanes(int now, int usable) {
        count();
        lanes = now;
        usableLanes = usable;
    }

    private void count() {
        if (!begun) {
            return;
        }
        long now = nanoTime.getAsLong();
        Duration waitedNow = waited.get();
        long own = now - since - waitedNow.minus(waitedUntil).toNanos();
        since = now;
        waitedUntil = waitedNow;
        if (waiting == 0) {
            worked += usableLanes == 0 ? own : own * lanes / usableLanes;
        }
    }

    public FetchOutcome.TooSlow outcome() {
        return new FetchOutcome.TooSlow("its export takes longer than " + limit);
    }

    /** Throws {@link FetchException} where it is past. */
    public void check() {
        if (isPast()) {
            throw new FetchException(outcome());
        }
    }
}
