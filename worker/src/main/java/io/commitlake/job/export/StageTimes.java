package io.commitlake.job.export;

import io.commitlake.history.FetchProgress;
import io.commitlake.job.work.ForwardingTask;
import io.commitlake.job.work.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Measures how long a repository is in each stage of its export, and passes its progress on. */
final class StageTimes extends ForwardingTask implements FetchProgress {
    private final Clock clock;
    private final Instant begun;
    private final Map<String, Long> milliseconds = new TreeMap<>();
    private volatile Progress.Stage stage = Progress.Stage.LOOKING_UP;
    private Instant since;

    StageTimes(Progress.Task shown, Clock clock) {
        super(shown);
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
        super.stage(next);
        if (next == Progress.Stage.FETCHING) {
            count(0, "bytes");
        }
    }

    @Override
    public void received(long bytes) {
        if (stage == Progress.Stage.INDEXING) {
            stage(Progress.Stage.FETCHING); // the pack is fetched again
        }
        // A history may fetch more while its rows are written: those bytes must not count as commits.
        if (stage == Progress.Stage.FETCHING) {
            step(bytes);
        }
    }

    @Override
    public synchronized void indexing(long objects) {
        if (stage == Progress.Stage.FETCHING) {
            stage(Progress.Stage.INDEXING);
            count(objects, "objects");
        }
    }

    @Override
    public void indexed(long objects) {
        if (stage == Progress.Stage.INDEXING) {
            step(objects);
        }
    }
}
