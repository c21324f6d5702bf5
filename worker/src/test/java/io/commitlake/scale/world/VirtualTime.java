package io.commitlake.scale.world;

import io.commitlake.github.tokens.Sleeper;
import io.commitlake.simulation.Scheduler;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the worker's threads one at a time on the calling thread, first come, first served. Time passes only when all of
 * them wait, so a day of waiting costs nothing, and the processor time of the calling thread is that of the worker.
 */
public final class VirtualTime {
    private record Timer(Instant at, long order, Runnable action) {}

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Thread carrier = Thread.currentThread();
    private final Thread.Builder.OfVirtual builder = Scheduler.threads(this::submit);
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::at).thenComparingLong(Timer::order));
    private Instant now;
    private long timed;
    private long outsideNanos;
    private volatile @Nullable String disturbedBy;

    VirtualTime(Instant start) {
        this.now = start;
    }

    public Instant now() {
        return now;
    }

    public void moveTo(Instant later) {
        now = later.isAfter(now) ? later : now;
    }

    Clock clock() {
        return ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    }

    ThreadFactory threads() {
        return builder.factory();
    }

    private void submit(Runnable continuation) {
        if (Thread.currentThread() != carrier && !Thread.currentThread().isVirtual()) {
            disturbedBy = Thread.currentThread().getName();
            return;
        }
        ready.add(continuation);
    }

    /** Runs work, and whatever threads it starts, until it is done. */
    public <T> T run(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        builder.start(task);
        while (!task.isDone() || !ready.isEmpty()) {
            if (disturbedBy != null) {
                throw new IllegalStateException(disturbedBy + ", a thread in real time, resumed one in virtual time");
            }
            if (!ready.isEmpty()) {
                ready.remove().run();
            } else if (!timers.isEmpty()) {
                Timer next = timers.remove();
                moveTo(next.at());
                next.action().run();
            } else {
                throw new IllegalStateException("all threads wait for each other");
            }
        }
        timers.clear();
        try {
            return task.get();
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void after(Duration time, Runnable action) {
        timers.add(new Timer(now.plus(time), timed++, action));
    }

    /** Lets time pass for the calling thread. */
    void sleep(Duration time) {
        Thread thread = Thread.currentThread();
        boolean[] over = {false};
        after(time, () -> {
            over[0] = true;
            LockSupport.unpark(thread);
        });
        boolean interrupted = false;
        while (!over[0]) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            thread.interrupt();
        }
    }

    Sleeper sleeper() {
        return new Sleeper() {
            @Override
            public Condition newCondition(Lock lock) {
                Condition condition = lock.newCondition();
                return new TimedCondition(
                        condition,
                        VirtualTime.this::now,
                        time -> after(
                                time,
                                () -> builder.start(() -> {
                                    lock.lock();
                                    try {
                                        condition.signalAll();
                                    } finally {
                                        lock.unlock();
                                    }
                                })));
            }

            @Override
            public void sleep(Duration time) {
                VirtualTime.this.sleep(time);
            }
        };
    }

    /** Does work of GitHub's or the store's, whose processor time isn't the worker's. It must not wait. */
    <T> T outside(Supplier<T> work) {
        long begun = threads.getThreadCpuTime(carrier.threadId());
        try {
            return work.get();
        } finally {
            outsideNanos += threads.getThreadCpuTime(carrier.threadId()) - begun;
        }
    }

    /** The processor time of the worker so far. */
    public Duration worked() {
        return Duration.ofNanos(threads.getThreadCpuTime(carrier.threadId()) - outsideNanos);
    }
}
