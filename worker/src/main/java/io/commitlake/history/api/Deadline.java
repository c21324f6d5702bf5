package io.commitlake.history.api;

import io.commitlake.history.Fetched;
import io.commitlake.history.NotFetched;
import java.time.Duration;

/** Up to when a repository may be asked about; closing its history is the end too. */
final class Deadline {
    private final Duration limit;
    private final long end;
    private volatile boolean closed;

    Deadline(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    void close() {
        closed = true;
    }

    /** Throws {@link NotFetched} where it is past. */
    void check() {
        if (closed || System.nanoTime() - end > 0) {
            throw new NotFetched(new Fetched.TooSlow("its history takes longer than " + limit));
        }
    }
}
