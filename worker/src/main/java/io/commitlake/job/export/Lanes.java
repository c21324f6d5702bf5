package io.commitlake.job.export;

import io.commitlake.history.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read histories and write rows: their number bounds memory and processors. Repositories take turns at
 * them, a piece of work each, and none is charged for the time of the others.
 */
public final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** Whose work this thread does. */
    private static final ThreadLocal<@Nullable Work<?>> CURRENT = new ThreadLocal<>();

    private final int width;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    /** Those with work that isn't begun; the first one's turn is next. */
    private final Deque<Work<?>> turns = new ArrayDeque<>();

    private int running;
    private int returning;
    private long started;

    public Lanes(int width) {
        if (width < 1) {
            throw new IllegalArgumentException("there is at least one lane, not " + width);
        }
        this.width = width;
    }

    public int width() {
        return width;
    }

    /**
     * Hands in one repository's work.
     *
     * @param deadline that is told which part of the lanes it has
     */
    <T> List<Future<T>> submit(List<Callable<T>> work, Deadline deadline) {
        Work<T> own = new Work<>(work, deadline);
        lock.lock();
        try {
            if (!own.rest.isEmpty()) {
                turns.addLast(own);
                own.tell();
                startThreads();
            }
            return List.copyOf(own.all);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits in a lane for what others have; they, who may need a lane to give it, have this one meanwhile. Nothing more of
     * this repository is begun until then: it might wait for this very thread.
     */
    public <T> T aside(Supplier<T> wait) {
        Work<?> own = CURRENT.get();
        if (own == null) {
            return wait.get();
        }
        lock.lock();
        try {
            running--;
            own.aside++;
            startThreads();
        } catch (OutOfMemoryError noThread) {
            running++;
            own.aside--;
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
            own.aside--;
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

    /** Where no thread can be started, those that run do the work; without any, it fails. */
    private void startThreads() {
        int wanted = turns.stream()
                .filter(own -> own.aside == 0)
                .mapToInt(own -> own.rest.size())
                .sum();
        while (running + returning < width && wanted-- > 0) {
            Thread lane = Thread.ofPlatform().daemon().name("lane-" + started++).unstarted(this::run);
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

    /** Whether there was work for this thread. */
    private boolean runNext() {
        @Nullable Work<?> own;
        FutureTask<?> next;
        lock.lock();
        try {
            own = turns.stream().filter(work -> work.aside == 0).findFirst().orElse(null);
            if (own == null || returning > 0) {
                leave();
                return false;
            }
            turns.remove(own);
            next = own.begin();
            if (!own.rest.isEmpty()) {
                turns.addLast(own);
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
            own.tell();
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
        private int aside;

        Work(List<Callable<T>> work, Deadline deadline) {
            this.deadline = deadline;
            work.forEach(piece -> all.add(new FutureTask<>(piece)));
            rest.addAll(all);
        }

        FutureTask<T> begin() {
            FutureTask<T> next = rest.removeFirst();
            running++;
            tell();
            return next;
        }

        /** Work that is dealt is done, even if its deadline can't be told. */
        void tell() {
            try {
                deadline.inLanes(running, Math.min(width, running + rest.size()));
            } catch (RuntimeException | Error failed) {
                LOG.warn("a repository is charged for its neighbours' time until its next piece of work", failed);
            }
        }
    }
}
