package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows progress again and again until it is closed. */
final class Ticker implements Progress {
    private final RunningWork work;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());

    Ticker(RunningWork work, Duration interval) {
        this.work = work;
        var _ = thread.scheduleAtFixedRate(
                () -> RunningWork.attempt(work::tick), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Task begin(String name) {
        return work.begin(name);
    }

    @Override
    public Batch batch(String activity, String unit, long pieces, long cost) {
        return work.batch(activity, unit, pieces, cost);
    }

    @Override
    public void close() {
        thread.shutdown();
        RunningWork.attempt(work::close);
    }
}
