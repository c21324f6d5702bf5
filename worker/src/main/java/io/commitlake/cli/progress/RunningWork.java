package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All work under way, which a subclass shows. It decides nothing about when: a {@link Ticker} calls {@link #tick}. */
abstract class RunningWork implements Progress {
    private final Clock clock;
    private final List<RunningBatch> batches = new CopyOnWriteArrayList<>();
    private final List<RunningTask> tasks = new CopyOnWriteArrayList<>();

    RunningWork(Clock clock) {
        this.clock = clock;
    }

    /** Shows how far the work is now. */
    abstract void tick();

    @Override
    public Task begin(String name) {
        RunningTask begun = new RunningTask(name, 0, now(), (task, words, failed) -> {
            tasks.remove(task);
            printEnd(task, words);
        });
        tasks.add(begun);
        return begun;
    }

    @Override
    public Batch batch(String activity, String unit, long pieces, long cost) {
        RunningBatch batch = new RunningBatch(activity, unit, pieces, cost, this, this::ended);
        batches.add(batch);
        return batch;
    }

    private void ended(RunningBatch batch) {
        batches.remove(batch);
        tick(); // the command may print a result now, which must not run into the batch's line
    }

    void printEnd(RunningTask task, String words) {
        tick(); // the task is under way no more
        print(task.name() + ": " + words + " (" + Amounts.took(task.age(now())) + ")");
    }

    Instant now() {
        return clock.instant();
    }

    List<RunningBatch> batches() {
        return batches;
    }

    /** The tasks that belong to no batch. */
    List<RunningTask> tasks() {
        return tasks;
    }
}
