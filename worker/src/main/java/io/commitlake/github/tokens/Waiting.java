package io.commitlake.github.tokens;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** How time is let pass: for a token's budget, and before a server that failed is asked again. Tests move a clock instead. */
public interface Waiting {
    /** In real time. */
    Waiting REAL = new Waiting() {
        @Override
        public Condition on(Lock lock) {
            return lock.newCondition();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    };

    /** What is waited for under a lock: that something has changed, or that a time has passed. */
    Condition on(Lock lock);

    /** Lets a time pass. */
    void pause(Duration time) throws InterruptedException;
}
