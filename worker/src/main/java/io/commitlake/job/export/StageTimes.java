package io.commitlake.job.export;

import io.commitlake.job.work.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Measures how long a repository is in each stage of its export, and passes its progress on. */
final class StageTimes implements Progress.Task {
    private final Progress.Task shown;
    private final Clock clock;
    private final Instant begun;
    private final Map<String, Long> milliseconds = new TreeMap<>();
    private String stage = "looking up";
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

    private synchronized void change(String next) {
        Instant now = clock.instant();
        milliseconds.merge(stage, Duration.between(since, now).toMillis(), Long::sum);
        since = now;
        stage = next;
    }

    /** {@inheritDoc} The first word names the stage; the others say more about it. */
    @Override
    public void stage(String words) {
        change(words.split(" ", 2)[0]);
        shown.stage(words);
    }

    /** {@inheritDoc} Counting begins when the history is fetched and the rows are written. */
    @Override
    public void count(long total, String unit) {
        change("writing");
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
    public void end(String words) {
        shown.end(words);
    }
}
