package io.commitlake.job.export;

import io.commitlake.history.FetchProgress;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.TaskResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Measures how long a repository is in each stage of its export, and passes its progress on. */
final class StageTimes implements Progress.Task, FetchProgress {
    private final Progress.Task shown;
    private final Clock clock;
    private final Instant begun;
    private final Map<String, Long> milliseconds = new TreeMap<>();
    private volatile Progress.Stage stage = Progress.Stage.LOOKING_UP;
    private Instant since;

    StageTimes(Progress.Task shown, Clock clock) {
        this.shown = shown;
        this.clock = clock;
        begun = clock.instant();
        since = begun;
    }

    Instant begun() {
        return begun;
    }

    /** The time in each stage until now, in milliseconds: looking up, waiting, fetching, writing and putting. */
    synchronized Map<String, Long> milliseconds() {
        change(stage);
        return Map.copyOf(milliseconds);
    }

    private void change(Progress.Stage next) {
        Instant now = clock.instant();
        milliseconds.merge(stage.inReports(), Duration.between(since, now).toMillis(), Long::sum);
        since = now;
        stage = next;
    }

    @Override
    public synchronized void stage(Progress.Stage next) {
        change(next);
        shown.stage(next);
        if (next == Progress.Stage.FETCHING) {
            shown.count(0, "bytes");
        }
    }

    @Override
    public void received(long bytes) {
        if (stage == Progress.Stage.INDEXING) {
            stage(Progress.Stage.FETCHING); // the pack is fetched again
        }
        // A history may fetch more while its rows are written: those bytes must not count as commits.
        if (stage == Progress.Stage.FETCHING) {
            shown.step(bytes);
        }
    }

    @Override
    public synchronized void indexing(long objects) {
        if (stage == Progress.Stage.FETCHING) {
            stage(Progress.Stage.INDEXING);
            shown.count(objects, "objects");
        }
    }

    @Override
    public void indexed(long objects) {
        if (stage == Progress.Stage.INDEXING) {
            shown.step(objects);
        }
    }

    @Override
    public void count(long total, String unit) {
        shown.count(total, unit);
    }

    @Override
    public void step(long more) {
        shown.step(more);
    }

    @Override
    public void detail(String words) {
        shown.detail(words);
    }

    @Override
    public void result(TaskResult result) {
        shown.result(result);
    }

    @Override
    public void end(String words) {
        shown.end(words);
    }

    @Override
    public void fail(String words) {
        shown.fail(words);
    }
}
