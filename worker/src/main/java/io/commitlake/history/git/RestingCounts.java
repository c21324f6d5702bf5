package io.commitlake.history.git;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What counts lines, kept from one span to another: git finds the next version of a file quickly among those that it
 * read last, and the one before is still held.
 */
final class RestingCounts implements AutoCloseable {
    private final BareRepository repository;
    private final List<LineCounts> all = new ArrayList<>();
    /** By the place of the commit that would come next. */
    private final NavigableMap<Integer, LineCounts> resting = new TreeMap<>();

    RestingCounts(BareRepository repository) {
        this.repository = repository;
    }

    /** For the commits from this place on: what counted up to there, else another that rests, else a new one. */
    synchronized LineCounts take(int from) {
        LineCounts rested = resting.remove(from);
        if (rested == null && !resting.isEmpty()) {
            rested = resting.pollFirstEntry().getValue();
        }
        if (rested == null) {
            rested = new LineCounts(repository);
            all.add(rested);
        }
        return rested;
    }

    /** Gives it back before the commit at this place; one that failed isn't given back. */
    synchronized void rest(LineCounts counts, int to) {
        resting.put(to, counts);
    }

    @Override
    public synchronized void close() {
        resting.clear();
        all.forEach(LineCounts::close);
    }
}
