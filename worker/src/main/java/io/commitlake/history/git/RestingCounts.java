package io.commitlake.history.git;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What counts lines, kept from one span to another: git finds the next version of a file quickly among those that it
 * read last, and the one before is still held.
 */
final class RestingCounts implements AutoCloseable {
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

    RestingCounts(BareRepository repository) {
        this.repository = repository;
    }

    /** For the commits from this place on: what counted up to there, else another that rests, else a new one. */
    synchronized Lease take(int from) {
        if (closed) {
            throw new IllegalStateException("the commits of " + repository.folder() + " are read no more");
        }
        LineCounts rested = resting.remove(from);
        if (rested == null && !resting.isEmpty()) {
            rested = resting.pollFirstEntry().getValue();
        }
        return new Lease(rested == null ? new LineCounts(repository) : rested);
    }

    private synchronized boolean keep(LineCounts counts, int to) {
        if (closed) {
            return false;
        }
        resting.put(to, counts);
        return true;
    }

    /** Ends those that rest; one at work ends when it is done. */
    @Override
    public synchronized void close() {
        closed = true;
        resting.values().forEach(LineCounts::close);
        resting.clear();
    }
}
