package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.lines.RecentBlobs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What counts lines, kept from one span to another: git finds the next version of a file quickly among those that it
 * read last, and the one before is still held. Repositories take turns, so many may rest: where they hold too much, those end
 * that have rested longest.
 */
final class LineCountsPool implements AutoCloseable {
    /** Whose each of all that rest is, the longest first; its lock is that of all fields here. */
    private static final Map<LineCounts, LineCountsPool> ALL = new LinkedHashMap<>();

    private final BareRepository repository;
    /** By the place of the commit that would come next. */
    private final NavigableMap<Integer, LineCounts> resting = new TreeMap<>();

    private boolean closed;

    /** Counts at work. Closed before they rest they end. */
    final class Lease implements AutoCloseable {
        private final LineCounts counts;
        private boolean rests;

        private Lease(LineCounts counts) {
            this.counts = counts;
        }

        LineCounts counts() {
            return counts;
        }

        /** Done, and whole, up to the commit at this place. */
        void rest(int to) {
            rests = keep(counts, to);
        }

        @Override
        public void close() {
            if (!rests) {
                counts.close();
            }
        }
    }

    LineCountsPool(BareRepository repository) {
        this.repository = repository;
    }

    /** For the commits from this place on: what counted up to there, else another that rests, else a new one. */
    Lease take(int from) {
        LineCounts rested;
        synchronized (ALL) {
            if (closed) {
                throw new IllegalStateException("the commits of " + repository.folder() + " are read no more");
            }
            rested = resting.remove(from);
            if (rested == null && !resting.isEmpty()) {
                rested = resting.pollFirstEntry().getValue();
            }
            if (rested != null) {
                ALL.remove(rested);
            }
        }
        return new Lease(rested == null ? new LineCounts(repository) : rested);
    }

    private boolean keep(LineCounts counts, int to) {
        synchronized (ALL) {
            if (closed) {
                return false;
            }
            resting.put(to, counts);
            ALL.put(counts, this);
            long held = ALL.keySet().stream().mapToLong(LineCounts::held).sum();
            while (held > RecentBlobs.MOST_RESTING) {
                Map.Entry<LineCounts, LineCountsPool> longest =
                        ALL.entrySet().iterator().next();
                held -= longest.getKey().held();
                longest.getValue().end(longest.getKey());
            }
            return true;
        }
    }

    private void end(LineCounts counts) {
        ALL.remove(counts);
        resting.values().remove(counts);
        counts.close();
    }

    /** Ends those that rest; one at work ends when it is done. */
    @Override
    public void close() {
        synchronized (ALL) {
            closed = true;
            List.copyOf(resting.values()).forEach(this::end);
        }
    }
}
