package io.commitlake.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Sends many queries in few requests. */
final class Batches {
    /** The most ids that {@code nodes(ids:)} accepts. */
    static final int MAX_BATCH = 100;

    private Batches() {}

    /**
     * Sends queries in batches of 100, and splits a batch in half if it is too large.
     *
     * @param send sends a batch and returns the results in the queries' order, or empty if the batch is too large; a
     *     batch of one never is
     */
    static <Q, R> List<R> send(List<Q> queries, Function<List<Q>, Optional<List<R>>> send) {
        List<R> results = new ArrayList<>(queries.size());
        for (int from = 0; from < queries.size(); from += MAX_BATCH) {
            results.addAll(split(queries.subList(from, Math.min(queries.size(), from + MAX_BATCH)), send));
        }
        return results;
    }

    private static <Q, R> List<R> split(List<Q> batch, Function<List<Q>, Optional<List<R>>> send) {
        Optional<List<R>> results = send.apply(batch);
        if (results.isPresent()) {
            return results.get();
        }
        int middle = batch.size() / 2;
        List<R> both = new ArrayList<>(split(batch.subList(0, middle), send));
        both.addAll(split(batch.subList(middle, batch.size()), send));
        return both;
    }
}
