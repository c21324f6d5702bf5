package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.lines.RecentBlobs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Keeps the line counters of a repository open from one span to the next: Git quickly finds a file's next version near
 * the objects that it read last, and the counter still holds the previous version. Repositories take turns, so many
 * counters may be idle; if these hold too many lines, the ones that have been idle longest are closed.
 */
final class LineCountsPool implements AutoCloseable {
    /** All idle counters of this JVM and their pools, longest idle first. Its monitor guards every pool's fields. */
    private static final Map<LineCounts, LineCountsPool> IDLE = new LinkedHashMap<>();

    private final BareRepository repository;
    /** This pool's idle counters, by the index of the commit that each would count next. */
    private final NavigableMap<Integer, LineCounts> idle = new TreeMap<>();

    private boolean closed;

    /** A counter in use. Closing the lease closes the counter, unless {@link #keep} returned it to the pool. */
    final class Lease implements AutoCloseable {
        private final LineCounts counts;
        private boolean kept;

        private Lease(LineCounts counts) {
            this.counts = counts;
        }

        LineCounts counts() {
            return counts;
        }

        /**
         * Returns the counter to the pool after a span was read completely.
         *
         * @param next the index after the span's last commit
         */
        void keep(int next) {
            kept = LineCountsPool.this.keep(counts, next);
        }

        @Override
        public void close() {
            if (!kept) {
                counts.close();
            }
        }
    }

    /**
     * Creates a pool with one counter.
     *
     * @param objects the reader of that counter, which the pool closes
     */
    LineCountsPool(BareRepository repository, ObjectReader objects) {
        this.repository = repository;
        keep(new LineCounts(repository, objects), 0);
    }

    /** Leases a counter that starts at an index: the one that stopped there, else any idle one, else a new one. */
    Lease take(int from) {
        LineCounts counts;
        synchronized (IDLE) {
            if (closed) {
                throw new IllegalStateException("the line counters of " + repository.folder() + " are already closed");
            }
            counts = idle.remove(from);
            if (counts == null && !idle.isEmpty()) {
                counts = idle.pollFirstEntry().getValue();
            }
            if (counts != null) {
                IDLE.remove(counts);
            }
        }
        return new Lease(counts == null ? new LineCounts(repository) : counts);
    }

    private boolean keep(LineCounts counts, int next) {
        synchronized (IDLE) {
            if (closed) {
                return false;
            }
            idle.put(next, counts);
            IDLE.put(counts, this);
            long held = IDLE.keySet().stream().mapToLong(LineCounts::heldLines).sum();
            while (held > RecentBlobs.MAX_IDLE_LINES) {
                Map.Entry<LineCounts, LineCountsPool> oldest =
                        IDLE.entrySet().iterator().next();
                held -= oldest.getKey().heldLines();
                oldest.getValue().closeIdle(oldest.getKey());
            }
            return true;
        }
    }

    private void closeIdle(LineCounts counts) {
        IDLE.remove(counts);
        idle.values().remove(counts);
        counts.close();
    }

    /** Closes the idle counters; a leased one is closed with its lease. */
    @Override
    public void close() {
        synchronized (IDLE) {
            closed = true;
            List.copyOf(idle.values()).forEach(this::closeIdle);
        }
    }
}
