package io.commitlake.job.validate;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs pieces of work on a number of threads. Few pieces wait in memory: while the queue is full, the thread that adds
 * one works too. After the first failure, no piece begins.
 */
final class WorkQueue implements AutoCloseable {
    private static final int MOST_WAITING = 1000;

    private final ThreadPoolExecutor threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    WorkQueue(int width, ThreadFactory factory) {
        threads = new ThreadPoolExecutor(
                width,
                width,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                factory,
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    void add(Runnable work) {
        threads.execute(() -> {
            if (failure.get() == null) {
                try {
                    work.run();
                } catch (RuntimeException | Error failed) {
                    failure.compareAndSet(null, failed);
                }
            }
        });
    }

    /** Waits for all work; throws the exception of the first piece that failed. */
    @Override
    public void close() {
        threads.close();
        switch (failure.get()) {
            case null -> {}
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            case Throwable impossible -> throw new IllegalStateException(impossible);
        }
    }
}
