package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A piece of work under way, with its stage and its count. Thread-safe. */
final class RunningTask implements Progress.Task {
    /** Receives the end of a task. */
    interface End {
        void ended(RunningTask task, String words, boolean failed);
    }

    private record Count(long total, String unit, LongAdder done) {}

    private final String name;
    private final long cost;
    private final Supplier<Instant> clock;
    private final Instant begun;
    private final End end;
    private volatile @Nullable Instant worksSince;
    private volatile Progress.@Nullable Stage stage;
    private volatile @Nullable Count count;
    private volatile String detail = "";

    /**
     * Begins a task.
     *
     * @param cost its share of the batch's cost
     */
    RunningTask(String name, long cost, Supplier<Instant> clock, End end) {
        this.name = name;
        this.cost = cost;
        this.clock = clock;
        this.begun = clock.get();
        this.worksSince = begun;
        this.end = end;
    }

    @Override
    public void stage(Progress.Stage next) {
        boolean waits = waits(next);
        if (waits && stage == null) {
            worksSince = null;
        } else if (!waits && worksSince == null) {
            worksSince = clock.get();
        }
        count = null;
        stage = next;
    }

    @Override
    public void count(long total, String unit) {
        count = new Count(total, unit, new LongAdder());
    }

    @Override
    public void step(long more) {
        Count counting = count;
        if (counting != null) {
            counting.done().add(more);
        }
    }

    @Override
    public void detail(String words) {
        detail = words;
    }

    @Override
    public void end(String words) {
        end.ended(this, words, false);
    }

    @Override
    public void fail(String words) {
        end.ended(this, words, true);
    }

    String name() {
        return name;
    }

    long cost() {
        return cost;
    }

    /** The time since the task began, also if it waited. */
    Duration age(Instant now) {
        return Duration.between(begun, now);
    }

    /** The time since the task got its turn; none while it waits for it. */
    Duration atWork(Instant now) {
        Instant since = worksSince;
        return since == null ? Duration.ZERO : Duration.between(since, now);
    }

    private static boolean waits(Progress.@Nullable Stage stage) {
        return stage == Progress.Stage.WAITING || stage == Progress.Stage.LOOKING_UP;
    }

    /** How much of the task is done, from 0 to 1. */
    double done() {
        Progress.Stage current = stage;
        double counted = counted().orElse(0);
        return current == null ? counted : current.begin() + counted * (current.end() - current.begin());
    }

    /** How far the count is, from 0 to 1; empty if there is none or nobody knows its total. */
    OptionalDouble counted() {
        Count counting = count;
        return counting == null || counting.total() <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1, (double) counting.done().sum() / counting.total()));
    }

    /** The stage; empty for a task without stages. */
    String stageText() {
        return Optional.ofNullable(stage).map(Progress.Stage::words).orElse("");
    }

    /** The count; empty before it begins. */
    String countText() {
        Count counting = count;
        return counting == null || (counting.total() <= 0 && counting.done().sum() == 0)
                ? ""
                : Amounts.of(counting.done().sum(), counting.total(), counting.unit());
    }

    String detailText() {
        return detail;
    }
}
