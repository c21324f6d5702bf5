package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.io.IOError;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All work under way, which a subclass shows. It decides nothing about when: a {@link Ticker} calls {@link #tick}. If the work
 * can't be shown, it goes on without.
 */
abstract class RunningWork implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger(RunningWork.class);

    private final Clock clock;
    private final List<RunningBatch> batches = new CopyOnWriteArrayList<>();
    private final List<RunningTask> tasks = new CopyOnWriteArrayList<>();

    RunningWork(Clock clock) {
        this.clock = clock;
    }

    /** Shows how far the work is now. */
    abstract void tick();

    /** Shows at once that a task or a batch is under way no more. */
    abstract void showEnd();

    abstract void print(String line);

    @Override
    public Task begin(String name) {
        RunningTask begun = new RunningTask(name, 0, this::now, (task, words, failed) -> {
            tasks.remove(task);
            if (words.isEmpty()) {
                attempt(this::showEnd);
            } else {
                printEnd(task, words);
            }
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
        attempt(this::showEnd); // the command may print a result now, which must not run into the batch's line
    }

    void printEnd(RunningTask task, String words) {
        attempt(() -> {
            showEnd();
            print(task.name() + ": " + words + " (" + Amounts.took(task.age(now())) + ")");
        });
    }

    /** Shows something; a terminal that has gone, or whose size can't be asked, must not fail the work. */
    static void attempt(Runnable showing) {
        try {
            showing.run();
        } catch (RuntimeException | IOError unshown) {
            LOG.debug("progress can't be shown", unshown);
        }
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
