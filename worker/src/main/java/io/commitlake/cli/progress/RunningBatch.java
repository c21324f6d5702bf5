package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** A batch under way: what has ended, what is at work, and how long the rest takes. Thread-safe. */
final class RunningBatch implements Progress.Batch {
    /** A batch of at most so many pieces is small enough to show the outcome of each. */
    private static final int FEW = 10;

    /** Estimates from less time, or from a smaller part of the work, are mostly wrong. */
    private static final Duration SHORTEST = Duration.ofSeconds(3);

    private static final double SMALLEST = 0.005;
    private static final double SMALLEST_OF_TASK = 0.1;

    private final String activity;
    private final String unit;
    private final long pieces;
    private final long cost;
    private final RunningWork work;
    private final Instant begun;
    private final Set<RunningTask> tasks = ConcurrentHashMap.newKeySet();
    private final LongAdder ended = new LongAdder();
    private final LongAdder endedCost = new LongAdder();
    private final Consumer<RunningBatch> onClose;

    RunningBatch(
            String activity, String unit, long pieces, long cost, RunningWork work, Consumer<RunningBatch> onClose) {
        this.activity = activity;
        this.unit = unit;
        this.pieces = pieces;
        this.cost = cost;
        this.work = work;
        this.begun = work.now();
        this.onClose = onClose;
    }

    @Override
    public Progress.Task begin(String name, long itsCost) {
        RunningTask task = new RunningTask(name, itsCost, work::now, this::ended);
        tasks.add(task);
        return task;
    }

    private void ended(RunningTask task, String words, boolean failed) {
        tasks.remove(task);
        endedCost.add(task.cost());
        ended.increment();
        if (failed || (pieces <= FEW && !words.isEmpty())) {
            work.printEnd(task, words);
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
    }

    String activity() {
        return activity;
    }

    /** Such as {@code 12 of 30 repositories, about 5 minutes left}. */
    String text(Instant now) {
        return Amounts.of(ended.sum(), pieces, unit)
                + left(now).map(time -> ", " + Amounts.left(time)).orElse("");
    }

    /** The tasks that have worked for some time, those that began first at the start. */
    List<RunningTask> slowest(Instant now, Duration shortest, int most) {
        return tasks.stream()
                .filter(task -> task.atWork(now).compareTo(shortest) >= 0)
                .sorted((one, other) -> other.atWork(now).compareTo(one.atWork(now)))
                .limit(most)
                .toList();
    }

    /** How much of the batch's cost is done, from 0 to 1. */
    double done() {
        double atWork =
                tasks.stream().mapToDouble(task -> task.cost() * task.done()).sum();
        return cost <= 0 ? 0 : Math.min(1, (endedCost.sum() + atWork) / cost);
    }

    /**
     * The time that the rest takes at the speed so far, and at least as long as the slowest task at work takes. Empty if
     * too little is done to tell.
     */
    Optional<Duration> left(Instant now) {
        Duration elapsed = Duration.between(begun, now);
        double done = done();
        if (elapsed.compareTo(SHORTEST) < 0 || done < SMALLEST) {
            return Optional.empty();
        }
        double slowest = tasks.stream()
                .filter(task -> task.done() >= SMALLEST_OF_TASK)
                .mapToDouble(task -> rest(task.atWork(now), task.done()))
                .max()
                .orElse(0);
        return Optional.of(Duration.ofMillis((long) Math.max(rest(elapsed, done), slowest)));
    }

    private static double rest(Duration elapsed, double done) {
        return elapsed.toMillis() * (1 - done) / done;
    }
}
