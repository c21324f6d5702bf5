package io.commitlake.simulation;

import java.lang.reflect.Constructor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the threads of simulated processes one at a time on the calling thread, in virtual time. A seed decides which of
 * several ready threads runs next, so the same seed repeats a simulation exactly.
 *
 * <p>The threads are virtual threads of the JDK whose continuations this class runs. So production code may block in any
 * lock, future or executor. A thread runs until it blocks; only {@link #sleep} lets virtual time pass.
 */
public final class Scheduler {
    /** Ends a simulation that makes no progress. */
    static final class EndlessException extends RuntimeException {
        EndlessException(String message) {
            super(message);
        }
    }

    static final Instant START = Instant.parse("2026-03-14T00:00:00Z");
    private static final int MAX_STEPS = 200_000;

    private record Event(Instant at, long order, Runnable action) {}

    private record Ready(SimulatedProcess process, Runnable continuation) {}

    private final Random random;
    private final Trace trace;
    private final List<Ready> ready = new ArrayList<>();
    private final Queue<Ready> late = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
    private Instant now = START;
    private long scheduled;
    private long steps;
    private boolean halted;
    private boolean unwinding;
    private final Thread carrier = Thread.currentThread();
    private volatile @Nullable String disturbedBy;
    private @Nullable SimulatedProcess running;

    Scheduler(Random random, Trace trace) {
        this.random = random;
        this.trace = trace;
    }

    Instant now() {
        return now;
    }

    Trace trace() {
        return trace;
    }

    /** The process whose thread runs now; null outside of all processes. */
    @Nullable
    SimulatedProcess running() {
        return running;
    }

    Clock clock() {
        return ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    }

    /** Runs an action after some virtual time, outside of all processes. */
    void after(Duration time, Runnable action) {
        events.add(new Event(now.plus(time), scheduled++, action));
    }

    /** Lets virtual time pass for the calling thread. A killed process's thread never returns from here. */
    void sleep(Duration time) {
        SimulatedProcess process = Objects.requireNonNull(running);
        process.reachPoint();
        Thread thread = Thread.currentThread();
        boolean[] woken = {false};
        after(time, () -> {
            woken[0] = true;
            LockSupport.unpark(thread);
        });
        process.sleepers().add(thread);
        boolean interrupted = false;
        while (!woken[0] && !process.isUnwinding()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        process.sleepers().remove(thread);
        if (interrupted) {
            thread.interrupt();
        }
        process.checkUnwinding();
    }

    /** Queues a thread that can go on. Threads outside of the simulation may not decide when that happens. */
    void submit(SimulatedProcess process, Runnable continuation) {
        if (!Thread.currentThread().isVirtual() && Thread.currentThread() != carrier) {
            late.add(new Ready(process, continuation));
            disturbedBy = Thread.currentThread().getName();
            return;
        }
        ready.add(new Ready(process, continuation));
    }

    /** Runs the threads that the JDK resumes after they have waited for a monitor, which unwinding threads may do. */
    private void resumeLate() {
        for (Ready next = late.poll(); next != null; next = late.poll()) {
            resume(next);
        }
    }

    /** Ends {@link #run} after the current step. */
    void halt() {
        halted = true;
    }

    /** Runs until no thread can go on and no event is left, or until somebody halts it. */
    void run() {
        halted = false;
        while (!halted && !(ready.isEmpty() && events.isEmpty())) {
            if (disturbedBy != null && !unwinding) {
                throw new IllegalStateException("not repeatable: " + disturbedBy + " resumed a simulated thread");
            }
            resumeLate();
            if (++steps > MAX_STEPS) {
                throw new EndlessException("no end after " + MAX_STEPS + " steps, at " + now);
            }
            if (ready.isEmpty()) {
                Event next = events.remove();
                now = next.at();
                next.action().run();
            } else {
                int last = ready.size() - 1;
                Ready next = ready.set(last == 0 ? 0 : random.nextInt(last + 1), ready.get(last));
                ready.removeLast();
                resume(next);
            }
        }
    }

    private void resume(Ready next) {
        if (next.process().holds(next.continuation())) {
            return;
        }
        running = next.process();
        try {
            next.continuation().run();
        } finally {
            running = null;
        }
    }

    /** Drops everything that was to happen later. From now on, threads only end, in any order. */
    void forgetEvents() {
        steps = 0;
        unwinding = true;
        events.clear();
    }

    long steps() {
        return steps;
    }

    /** A builder of virtual threads whose continuations go to an executor. The JDK keeps it for its own tests. */
    public static Thread.Builder.OfVirtual threads(Executor executor) {
        try {
            Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return (Thread.Builder.OfVirtual) constructor.newInstance(executor);
        } catch (ReflectiveOperationException | RuntimeException closed) {
            throw new IllegalStateException(
                    "the simulation needs the JVM's option --add-opens java.base/java.lang=ALL-UNNAMED", closed);
        }
    }
}
