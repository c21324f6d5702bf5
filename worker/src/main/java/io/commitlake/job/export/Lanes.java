package io.commitlake.job.export;

import io.commitlake.history.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read histories and write rows; their number bounds the memory and processors in use. Repositories
 * take turns, one piece of work each, and none is charged for the time of the others.
 */
public final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** The repository's work that this thread runs. */
    private static final ThreadLocal<@Nullable Work<?>> CURRENT = new ThreadLocal<>();

    private final int width;
    private final ThreadFactory threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    /** Repositories with work that hasn't started; the first one is next. */
    private final Deque<Work<?>> queue = new ArrayDeque<>();

    private int running;
    private int returning;

    public Lanes(int width) {
        this(width, Thread.ofPlatform().daemon().name("lane-", 0).factory());
    }

    /** Lanes on threads of the caller's kind, which simulated processes need. */
    public Lanes(int width, ThreadFactory threads) {
        if (width < 1) {
            throw new IllegalArgumentException("a worker needs at least one lane, not " + width);
        }
        this.width = width;
        this.threads = threads;
    }

    public int width() {
        return width;
    }

    /**
     * Submits one repository's work.
     *
     * @param deadline is told which share of the lanes the repository has
     */
    <T> List<Future<T>> submit(List<Callable<T>> work, Deadline deadline) {
        Work<T> own = new Work<>(work, deadline);
        lock.lock();
        try {
            if (!own.rest.isEmpty()) {
                queue.addLast(own);
                own.updateDeadline();
                startThreads();
            }
            return List.copyOf(own.all);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits in a lane for something that other work holds, and lends the lane out meanwhile, since that work may need a
     * lane to release it. Nothing more of this repository starts until then: it might wait for this very thread.
     */
    public <T> T whileLendingLane(Supplier<T> wait) {
        Work<?> own = CURRENT.get();
        if (own == null) {
            return wait.get();
        }
        lock.lock();
        try {
            running--;
            own.waiting++;
            free.signal(); // a thread that waits to come back may hold what this one waits for
            startThreads();
        } catch (OutOfMemoryError noThread) {
            running++;
            own.waiting--;
            throw noThread;
        } finally {
            lock.unlock();
        }
        try {
            return wait.get();
        } finally {
            comeBack(own);
        }
    }

    private void comeBack(Work<?> own) {
        lock.lock();
        try {
            own.waiting--;
            returning++;
            while (running >= width) {
                free.awaitUninterruptibly();
            }
            returning--;
            running++;
            startThreads();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts threads for waiting work. If that fails, the running ones do the work; it's an error only if none runs.
     */
    private void startThreads() {
        int wanted = queue.stream()
                .filter(own -> own.waiting == 0)
                .mapToInt(own -> own.rest.size())
                .sum();
        while (running + returning < width && wanted-- > 0) {
            Thread lane = threads.newThread(this::run);
            running++;
            try {
                lane.start();
            } catch (OutOfMemoryError noThread) {
                running--;
                if (running == 0) {
                    throw noThread;
                }
                return;
            }
        }
    }

    private void run() {
        boolean ended = false;
        try {
            while (!ended) {
                ended = !runNext();
            }
        } finally {
            if (!ended) {
                leave();
            }
        }
    }

    /** Runs the next piece of work; false if there was none for this thread. */
    private boolean runNext() {
        @Nullable Work<?> own;
        FutureTask<?> next;
        lock.lock();
        try {
            own = queue.stream().filter(work -> work.waiting == 0).findFirst().orElse(null);
            if (own == null || returning > 0) {
                leave();
                return false;
            }
            queue.remove(own);
            next = own.begin();
            if (!own.rest.isEmpty()) {
                queue.addLast(own);
            }
        } finally {
            lock.unlock();
        }
        try {
            CURRENT.set(own);
            next.run();
        } finally {
            CURRENT.remove();
            end(own);
        }
        return true;
    }

    private void end(Work<?> own) {
        lock.lock();
        try {
            own.running--;
            own.updateDeadline();
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            running--;
            free.signal();
            if (returning == 0) {
                startThreads();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One repository's work. */
    private final class Work<T> {
        private final Deadline deadline;
        private final List<FutureTask<T>> all = new ArrayList<>();
        private final Deque<FutureTask<T>> rest = new ArrayDeque<>();
        private int running;
        private int waiting;

        Work(List<Callable<T>> work, Deadline deadline) {
            this.deadline = deadline;
            work.forEach(piece -> all.add(new FutureTask<>(piece)));
            rest.addAll(all);
        }

        FutureTask<T> begin() {
            FutureTask<T> next = rest.removeFirst();
            running++;
            updateDeadline();
            return next;
        }

        /** Tells the deadline its share. Work goes on even if that fails. */
        void updateDeadline() {
            try {
                deadline.inLanes(running, Math.min(width, running + rest.size()));
            } catch (RuntimeException | Error failed) {
                LOG.warn(
                        "a repository's time limit also counts the others' work until its next piece of work starts",
                        failed);
            }
        }
    }
}
