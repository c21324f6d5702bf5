package io.commitlake.github.tokens;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** Waits for a token's budget, or before a retry. Tests advance a clock instead. */
public interface Sleeper {
    /** Waits in real time. */
    Sleeper REAL = new Sleeper() {
        @Override
        public Condition newCondition(Lock lock) {
            return lock.newCondition();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    };

    /** A condition for waiting, under a lock, for a signal or for some time to pass. */
    Condition newCondition(Lock lock);

    void sleep(Duration time) throws InterruptedException;
}
