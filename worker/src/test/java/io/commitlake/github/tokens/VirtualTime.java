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
 * Time that passes only where everybody waits: workers run one at a time, each until it waits, and then the clock goes to
 * the moment that is waited for next. So an hour takes no time, and a seed always ends alike.
 */
public final class VirtualTime extends Clock implements Waiting {
    private static final class Worker {
        private final Semaphore turn = new Semaphore(0);
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
    private Runnable whileWaiting = () -> {};
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

    /** From now on this holds whenever time passes while somebody waits for a change. */
    public void whileSomebodyWaits(Runnable check) {
        whileWaiting = check;
    }

    /** Work. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Does all the work side by side, until all of it is done or fails. */
    public void run(List<? extends Work> work) {
        for (Work each : work) {
            Worker worker = new Worker();
            Thread thread = Thread.ofVirtual().unstarted(() -> {
                worker.turn.acquireUninterruptibly();
                try {
                    each.run();
                } catch (Throwable failed) {
                    failures.add(failed);
                }
                if (!passOn()) {
                    ended.release();
                }
            });
            workers.put(thread, worker);
            ready.add(worker);
            thread.start();
        }
        passOn();
        ended.acquireUninterruptibly();
        if (!waiting.isEmpty()) {
            failures.add(new AssertionError(waiting.size() + " wait for ever, at " + now));
        }
        if (!failures.isEmpty()) {
            AssertionError failed = new AssertionError(failures.size() + " failed", failures.getFirst());
            failures.clear();
            throw failed;
        }
    }

    /** Whose turn is next; nobody's where all have ended, or wait for ever. */
    private boolean passOn() {
        Worker next = ready.poll();
        if (next == null) {
            if (!waiting.isEmpty()) {
                whileSomebodyWaits();
            }
            next = sleeping.poll();
            if (next == null) {
                return false;
            }
            Instant until = Objects.requireNonNull(next.until);
            now = until.isAfter(now) ? until : now;
            waiting.remove(next);
        }
        next.turn.release();
        return true;
    }

    private void whileSomebodyWaits() {
        try {
            whileWaiting.run();
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
        if (!passOn()) {
            ended.release();
        }
        worker.turn.acquireUninterruptibly();
    }

    @Override
    public void pause(Duration time) {
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
    public Condition on(Lock lock) {
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
