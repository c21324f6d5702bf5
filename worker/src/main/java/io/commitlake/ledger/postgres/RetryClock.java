package io.commitlake.ledger.postgres;

import java.time.Duration;

/** The time that passes before {@link Database} repeats an attempt. A simulation passes virtual time. */
interface RetryClock {
    RetryClock REAL = new RetryClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    };

    /** A reading as of {@link System#nanoTime}. */
    long nanoTime();

    void sleep(Duration time) throws InterruptedException;
}
