package io.commitlake.github.tokens;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A virtual clock that advances only while all workers wait. Workers run one at a time, each until it waits; then the
 * clock jumps to the end of the next wait. An hour takes no real time, and a run with a given seed is repeatable.
 */
public final class VirtualTime extends Clock implements Sleeper {
    private static final class Worker {
        private final Semaphore mayRun = new Semaphore(0);
        private @Nullable Instant until;
        private @Nullable Object waitsFor;
        private long order;
    }

    private final Deque<Worker> ready = new ArrayDeque<>();
    private final PriorityQueue<Worker> sleeping =
            new PriorityQueue<>(Comparator.<Worker, Instant>comparing(worker -> Objects.requireNonNull(worker.until))
                    .thenComparingLong(worker -> worker.order));
    private final List<Worker> waiting = new ArrayList<>();
    private final Map<Thread, Worker> workers = new HashMap<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Semaphore ended = new Semaphore(0);
    private final Instant start;
    private Instant now;
    private Runnable waitingCheck = () -> {};
    private long order;

    public VirtualTime(Instant start) {
        this.start = start;
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    public Duration passed() {
        return Duration.between(start, now);
    }

    /** Runs a check each time the clock is about to advance while a worker waits for a condition. */
    public void checkWhileWaiting(Runnable check) {
        waitingCheck = check;
    }

    /** The work of one worker. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Runs each piece of work in its own worker, and returns when all workers have ended; fails if one failed. */
    public void run(List<? extends Work> work) {
        for (Work each : work) {
            Worker worker = new Worker();
            Thread thread = Thread.ofVirtual().unstarted(() -> {
                worker.mayRun.acquireUninterruptibly();
                try {
                    each.run();
                } catch (Throwable failed) {
                    failures.add(failed);
                }
                if (!runNext()) {
                    ended.release();
                }
            });
            workers.put(thread, worker);
            ready.add(worker);
            thread.start();
        }
        runNext();
        ended.acquireUninterruptibly();
        if (!waiting.isEmpty()) {
            failures.add(new AssertionError(waiting.size() + " wait forever, at " + now));
        }
        if (!failures.isEmpty()) {
            AssertionError failed = new AssertionError(failures.size() + " failed", failures.getFirst());
            failures.clear();
            throw failed;
        }
    }

    /** Lets the next worker run; false if all workers have ended or wait forever. */
    private boolean runNext() {
        Worker next = ready.poll();
        if (next == null) {
            if (!waiting.isEmpty()) {
                runWaitingCheck();
            }
            next = sleeping.poll();
            if (next == null) {
                return false;
            }
            Instant until = Objects.requireNonNull(next.until);
            now = until.isAfter(now) ? until : now;
            waiting.remove(next);
        }
        next.mayRun.release();
        return true;
    }

    private void runWaitingCheck() {
        try {
            waitingCheck.run();
        } catch (AssertionError broken) {
            failures.add(broken);
        }
    }

    private void block(@Nullable Instant until, @Nullable Object waitsFor) {
        Worker worker = Objects.requireNonNull(workers.get(Thread.currentThread()), "a worker");
        worker.until = until;
        worker.waitsFor = waitsFor;
        worker.order = order++;
        if (until != null) {
            sleeping.add(worker);
        }
        if (waitsFor != null) {
            waiting.add(worker);
        }
        if (!runNext()) {
            ended.release();
        }
        worker.mayRun.acquireUninterruptibly();
    }

    @Override
    public void sleep(Duration time) {
        block(now.plus(time), null);
    }

    private void wake(Object condition) {
        for (Worker worker : List.copyOf(waiting)) {
            if (condition.equals(worker.waitsFor)) {
                waiting.remove(worker);
                sleeping.remove(worker);
                ready.add(worker);
            }
        }
    }

    @Override
    public Condition newCondition(Lock lock) {
        return new Condition() {
            private void block(@Nullable Instant until) {
                lock.unlock();
                try {
                    VirtualTime.this.block(until, this);
                } finally {
                    lock.lock();
                }
            }

            @Override
            public void await() {
                block(null);
            }

            @Override
            public void awaitUninterruptibly() {
                block(null);
            }

            @Override
            public long awaitNanos(long nanos) {
                Instant end = now.plusNanos(nanos);
                block(end);
                return Duration.between(now, end).toNanos();
            }

            @Override
            public boolean await(long time, TimeUnit unit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean awaitUntil(Date deadline) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void signal() {
                wake(this);
            }

            @Override
            public void signalAll() {
                wake(this);
            }
        };
    }
}
