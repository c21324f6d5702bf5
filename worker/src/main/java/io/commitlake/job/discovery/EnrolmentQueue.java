package io.commitlake.job.discovery;

import io.commitlake.job.work.Parallel;
import io.commitlake.model.Repository;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Collects repositories and adds them to the tables in batches, while its caller searches on. It holds two batches at
 * most: a caller that finds repositories faster than the store takes them has to wait. A failure of the store reaches the
 * caller with one of its next calls, and from then on with each of them. For one caller's thread.
 */
final class EnrolmentQueue implements AutoCloseable {
    private static final int BATCH = 1000;

    private final Enrolment enrolment;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("enrolment").factory());
    private final Map<Long, Repository> collected = new LinkedHashMap<>();
    private Future<Long> running = CompletableFuture.completedFuture(0L);
    private long added;

    EnrolmentQueue(Enrolment enrolment) {
        this.enrolment = enrolment;
    }

    void add(Repository repository) {
        collected.put(repository.id(), repository);
        if (collected.size() >= BATCH) {
            enter();
        }
    }

    /** Adds what is left, and waits until all repositories have their rows. */
    void finish() {
        if (!collected.isEmpty()) {
            enter();
        }
        await();
    }

    /** The number of rows added by all batches that have ended. */
    long added() {
        return added;
    }

    /** The repositories that weren't added because they are forgotten, by all batches that have ended. */
    List<Repository> refused() {
        return enrolment.refused();
    }

    private void enter() {
        await();
        List<Repository> batch = List.copyOf(collected.values());
        collected.clear();
        running = worker.submit(() -> enrolment.enter(batch));
    }

    /** Waits for the running batch. After a failed one this fails each time, so no other batch starts. */
    private void await() {
        added += Parallel.all(List.of(running)).getFirst();
        running = CompletableFuture.completedFuture(0L);
    }

    /** Waits for the running batch, if any. */
    @Override
    public void close() {
        worker.close();
    }
}
