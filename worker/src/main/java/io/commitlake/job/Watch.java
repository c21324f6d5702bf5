package io.commitlake.job;

import io.commitlake.history.History;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Ends the work on a history that takes too long, wherever it is: its gits are killed, and who reads them fails. */
final class Watch implements AutoCloseable {
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("time-limits").factory());

    /** The time was up. */
    static final class TooSlow extends RuntimeException {
        TooSlow(Duration limit, Throwable cause) {
            super("its export takes longer than " + limit, cause);
        }
    }

    private final AtomicBoolean up = new AtomicBoolean();
    private final Duration limit;
    private final java.util.concurrent.ScheduledFuture<?> alarm;

    private Watch(History history, Duration limit) {
        this.limit = limit;
        this.alarm = CLOCK.schedule(
                () -> {
                    up.set(true);
                    history.close();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    static Watch over(History history, Duration limit) {
        return new Watch(history, limit);
    }

    /** Does the work; what fails after the time is up failed because of it. */
    <T> T guard(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException failed) {
            throw up.get() ? new TooSlow(limit, failed) : failed;
        }
    }

    @Override
    public void close() {
        alarm.cancel(false);
    }
}
