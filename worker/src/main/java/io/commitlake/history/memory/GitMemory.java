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
 * Deals Git's memory to repositories: several small ones side by side, a large one alone. Each gets what it is expected to
 * take and may grow while there is more; one that finds no more beside its neighbours gets all the next time. Whoever asked
 * first has first. Any thread may call it.
 */
public final class GitMemory {
    private final long budget;
    private final long most;
    private final int lanes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Object> queue = new ArrayDeque<>();
    private final Map<Long, Share> shares = new HashMap<>();
    private final Set<Long> outgrown = new HashSet<>();
    private long taken;

    /**
     * The memory of a process.
     *
     * @param most that one repository may take, alone even more than the budget
     * @param lanes in which histories are read
     */
    public GitMemory(MemoryBudget budget, long most, int lanes) {
        this.budget = budget.gitBytes();
        this.most = most;
        this.lanes = lanes;
    }

    /** Without a bound, for Gits that are asked of nobody's history. */
    public static Share unbounded() {
        return new GitMemory(new MemoryBudget(Long.MAX_VALUE), Long.MAX_VALUE, 1).take(0, OptionalLong.of(0));
    }

    /**
     * A repository's share, waited for; the caller closes it.
     *
     * @param kilobytes of the repository on its server's disk; empty where that wasn't seen
     */
    public Share take(long repository, OptionalLong kilobytes) {
        Object ticket = new Object();
        lock.lock();
        try {
            if (shares.containsKey(repository)) {
                throw new IllegalStateException("repository " + repository + " has a share of Git's memory already");
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
        return outgrown.contains(repository) ? budget : Math.min(expected, Math.min(budget, most));
    }

    /** The share that a repository has taken. */
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

    /** What the Gits of one repository may take together, beside the files that they map. */
    public final class Share implements AutoCloseable {
        private final long repository;
        private long granted;
        private long peak;
        private boolean closed;

        private Share(long repository, long granted) {
            this.repository = repository;
            this.granted = granted;
        }

        /** The most that it may come to. */
        public long most() {
            return most;
        }

        public int lanes() {
            return lanes;
        }

        /** Whether so many bytes are within it, be it that it grows to hold them. */
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
         * What becomes of the repository, whose Git takes more than the share covers.
         *
         * @param words that name the Git
         */
        public FetchOutcome outgrown(String words) {
            lock.lock();
            try {
                if (!alone() && peak <= most) {
                    outgrown.add(repository);
                    return new FetchOutcome.Crowded(words + " needs more memory than its neighbours leave");
                }
                return new FetchOutcome.TooLarge(words + " needs more than " + most
                        + " bytes of memory, which is what COMMITLAKE_MAX_REPOSITORY_MEMORY allows (by default, all that"
                        + " Java's heap leaves of this container or machine)");
            } finally {
                lock.unlock();
            }
        }

        /**
         * The same of a Git that the kernel killed, or that was refused memory.
         *
         * @return empty where memory can't be the reason: it had all, and was far from it
         */
        public Optional<FetchOutcome> died(String words) {
            lock.lock();
            try {
                return alone() && peak < Math.min(most, budget) / 2 ? Optional.empty() : Optional.of(outgrown(words));
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
