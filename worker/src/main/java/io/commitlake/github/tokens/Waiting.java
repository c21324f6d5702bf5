package io.commitlake.github.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** How time is let pass; tests move a clock instead. */
interface Waiting {
    /** In real time. */
    Waiting REAL = Waiting::really;

    /**
     * Waits for a change or for the moment, whichever comes first. Who called looks again in any case.
     *
     * @param until empty to wait for a change alone
     */
    void await(Condition changed, Instant now, Optional<Instant> until) throws InterruptedException;

    @SuppressWarnings("WaitNotInLoop") // the caller's loop looks again
    private static void really(Condition changed, Instant now, Optional<Instant> until) throws InterruptedException {
        if (until.isEmpty()) {
            changed.await();
        } else {
            boolean _ = changed.await(Duration.between(now, until.get()).toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
