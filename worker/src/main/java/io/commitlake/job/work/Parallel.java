package io.commitlake.job.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs work in parallel: reading thousands of small records one by one would mean minutes of waiting for the store. */
public final class Parallel {
    /** Thrown by a piece of work that stops because another one failed, whose exception says why. */
    public static final class Abandoned extends RuntimeException {}

    private Parallel() {}

    /** Applies the work to each element, and returns the results in the order of the elements. */
    public static <A, B extends @Nullable Object> List<B> map(
            ExecutorService pool, List<A> each, Function<? super A, ? extends B> work) {
        List<Future<B>> futures = new ArrayList<>(each.size());
        for (A one : each) {
            futures.add(pool.submit(() -> work.apply(one)));
        }
        return all(futures);
    }

    /** Does the work for each element. */
    public static <A> void forEach(ExecutorService pool, List<A> each, Consumer<? super A> work) {
        List<Future<?>> futures = new ArrayList<>(each.size());
        for (A one : each) {
            futures.add(pool.submit(() -> work.accept(one)));
        }
        all(futures);
    }

    /** Runs all of the work at the same time, and waits until it is done. */
    public static void run(ExecutorService pool, Runnable... work) {
        forEach(pool, List.of(work), Runnable::run);
    }

    /** As {@link #map}, but submits at most {@code atOnce} elements at a time, so that little work waits in memory. */
    public static <A, B extends @Nullable Object> List<B> mapInBatches(
            ExecutorService pool, int atOnce, List<A> each, Function<? super A, ? extends B> work) {
        return Parallel.<A, B>inBatches(pool, atOnce, each, work).toList();
    }

    /**
     * As {@link #mapInBatches}, but begins a batch only once all results of the one before are taken from the stream, so
     * that only one batch of results is in memory.
     */
    public static <A, B extends @Nullable Object> Stream<B> inBatches(
            ExecutorService pool, int atOnce, List<A> each, Function<? super A, ? extends B> work) {
        return each.stream()
                .gather(Gatherers.windowFixed(atOnce))
                .flatMap(batch -> Parallel.<A, B>map(pool, batch, work).stream());
    }

    /** Waits for all work, even if some of it fails: none may still be running when this returns or throws. */
    public static <T extends @Nullable Object> List<T> all(List<? extends Future<? extends T>> work) {
        List<T> done = new ArrayList<>(work.size());
        Throwable first = null;
        for (Future<? extends T> one : work) {
            try {
                done.add(one.get());
            } catch (ExecutionException failed) {
                first = first == null || first instanceof Abandoned ? failed.getCause() : first;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                first = first == null ? interrupted : first;
            }
        }
        switch (first) {
            case null -> {}
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            default -> throw new IllegalStateException(first);
        }
        return done;
    }
}
