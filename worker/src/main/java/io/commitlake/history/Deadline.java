package io.commitlake.history;

import java.time.Duration;

/**
 * Up to when one export of a repository may be worked on: one for all that is done for it, from its first request to its
 * last row. Any thread may ask.
 */
public final class Deadline {
    private final Duration limit;
    private volatile boolean begun;
    private volatile boolean closed;
    private volatile long end;

    private Deadline(Duration limit) {
        this.limit = limit;
    }

    /** So long after it is begun. */
    public static Deadline after(Duration limit) {
        return new Deadline(limit);
    }

    /** The first request is about to be made; what was waited for before, a token's turn, doesn't count. Again: nothing. */
    public synchronized void begin() {
        if (!begun) {
            end = System.nanoTime() + limit.toNanos();
            begun = true;
        }
    }

    /** Ends all that still asks. */
    public void close() {
        closed = true;
    }

    public boolean isPast() {
        return closed || (begun && System.nanoTime() - end > 0);
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
