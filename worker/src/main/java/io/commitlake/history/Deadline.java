package io.commitlake.history;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Up to when one export of a repository may be worked on: one for all that is done for it, from its first request to its
 * last row. What is waited for a token's budget doesn't count: no repository is slow for that. Any thread may ask.
 */
public final class Deadline {
    private final Duration limit;
    private final Supplier<Duration> waited;
    private volatile boolean begun;
    private volatile boolean closed;
    private long begin;
    private Duration waitedBefore = Duration.ZERO;

    private Deadline(Duration limit, Supplier<Duration> waited) {
        this.limit = limit;
        this.waited = waited;
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
        return new Deadline(limit, waited);
    }

    /** The first request is about to be made. Again: nothing. */
    public synchronized void begin() {
        if (!begun) {
            begin = System.nanoTime();
            waitedBefore = waited.get();
            begun = true;
        }
    }

    /** Ends all that still asks. */
    public void close() {
        closed = true;
    }

    public boolean isPast() {
        return closed || (begun && spent().compareTo(limit) > 0);
    }

    private Duration spent() {
        return Duration.ofNanos(System.nanoTime() - begin).minus(waited.get().minus(waitedBefore));
    }

    public Fetched.TooSlow outcome() {
        return new Fetched.TooSlow("its export takes longer than " + limit);
    }

    /** Throws {@link NotFetched} where it is past. */
    public void check() {
        if (isPast()) {
            throw new NotFetched(outcome());
        }
    }
}
