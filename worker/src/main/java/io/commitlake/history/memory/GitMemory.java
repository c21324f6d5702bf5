package io.commitlake.history.memory;

import io.commitlake.history.FetchOutcome;
import io.commitlake.model.CommitlakeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shares Git's memory out to repositories: several small ones at a time, or a large one alone. A repository starts with
 * the memory that it is expected to need and may take more while some is free. If other repositories leave too little,
 * its next share is all of the memory. Shares are granted in the order of the requests. Thread-safe.
 */
public final class GitMemory {
    private final long budget;
    private final long most;
    private final int lanes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Object> queue = new ArrayDeque<>();
    private final Map<Long, Share> shares = new HashMap<>();
    private final Set<Long> crowdedOut = new HashSet<>();
    private long taken;

    /**
     * The memory of this process's Git processes.
     *
     * @param most the most bytes for one repository; a repository that is alone may even exceed the budget
     * @param lanes the number of lanes that read histories
     */
    public GitMemory(MemoryBudget budget, long most, int lanes) {
        this.budget = budget.gitBytes();
        this.most = most;
        this.lanes = lanes;
    }

    /** An unlimited share, for Git processes that don't work on a repository's history. */
    public static Share unbounded() {
        return new GitMemory(new MemoryBudget(Long.MAX_VALUE), Long.MAX_VALUE, 1).take(0, OptionalLong.of(0));
    }

    /**
     * Waits for a repository's share, which the caller closes.
     *
     * @param kilobytes the repository's size on its server's disk; empty if unknown
     */
    public Share take(long repository, OptionalLong kilobytes) {
        Object ticket = new Object();
        lock.lock();
        try {
            if (shares.containsKey(repository)) {
                throw new IllegalStateException("repository " + repository + " already has a share of Git's memory");
            }
            long wanted = wanted(repository, kilobytes);
            queue.addLast(ticket);
            try {
                while (!ticket.equals(queue.getFirst()) || (taken > 0 && wanted > budget - taken)) {
                    changed.await();
                }
            } finally {
                queue.remove(ticket);
                changed.signalAll();
            }
            Share share = new Share(repository, wanted);
            shares.put(repository, share);
            taken += wanted;
            return share;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.repository("the wait for Git's memory was interrupted", interrupted);
        } finally {
            lock.unlock();
        }
    }

    private long wanted(long repository, OptionalLong kilobytes) {
        long expected = kilobytes.isPresent() ? MemoryBudget.expected(kilobytes.getAsLong(), lanes) : budget / 2;
        return crowdedOut.contains(repository) ? budget : Math.min(expected, Math.min(budget, most));
    }

    /** The share that a repository holds. */
    public Share of(long repository) {
        lock.lock();
        try {
            Share share = shares.get(repository);
            if (share == null) {
                throw new IllegalStateException("repository " + repository + " has no share of Git's memory");
            }
            return share;
        } finally {
            lock.unlock();
        }
    }

    /** The memory that one repository's Git processes may use together, not counting the files that they map. */
    public final class Share implements AutoCloseable {
        private final long repository;
        private long granted;
        private long peak;
        private boolean closed;

        private Share(long repository, long granted) {
            this.repository = repository;
            this.granted = granted;
        }

        /** The most bytes that this share may grow to. */
        public long most() {
            return most;
        }

        public int lanes() {
            return lanes;
        }

        /** Whether the share covers a number of bytes; the share grows to cover them if it can. */
        public boolean covers(long bytes) {
            lock.lock();
            try {
                peak = Math.max(peak, bytes);
                if (bytes <= granted) {
                    return true;
                }
                if (closed || bytes > most || bytes - granted > free()) {
                    return false;
                }
                taken += bytes - granted;
                granted = bytes;
                return true;
            } finally {
                lock.unlock();
            }
        }

        private long free() {
            return (alone() ? Math.max(budget, most) : budget) - taken;
        }

        private boolean alone() {
            return shares.size() == 1;
        }

        /**
         * The outcome for a repository whose Git needs more than the share covers.
         *
         * @param process the name of the Git process, for the message
         */
        public FetchOutcome outgrown(String process) {
            lock.lock();
            try {
                // The others may have ended since, so only the peak tells.
                if (peak <= most) {
                    crowdedOut.add(repository);
                    return new FetchOutcome.Crowded(process + " needs more memory than other repositories leave free");
                }
                return tooLarge(process);
            } finally {
                lock.unlock();
            }
        }

        private FetchOutcome tooLarge(String process) {
            return new FetchOutcome.TooLarge(process + " needs more than " + most
                    + " bytes of memory, the limit that COMMITLAKE_MAX_REPOSITORY_MEMORY sets (by default, all that"
                    + " Java's heap leaves of this container or machine)");
        }

        /**
         * The outcome for a repository whose Git was killed by the kernel or failed to allocate memory.
         *
         * @param process the name of the Git process, for the message
         * @return empty if memory can't be the reason: the repository was alone and used less than half of its limit
         */
        public Optional<FetchOutcome> died(String process) {
            lock.lock();
            try {
                if (!alone()) {
                    return Optional.of(outgrown(process));
                }
                return peak < Math.min(most, budget) / 2 ? Optional.empty() : Optional.of(tooLarge(process));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    taken -= granted;
                    shares.remove(repository);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
