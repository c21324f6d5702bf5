package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Progress for logs: a line soon after the work has begun, then one in each interval, and each failure at once. */
public final class LineProgress extends RunningWork {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SHORT_TICK = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int MOST_SLOW = 2;

    private final PrintWriter out;
    private final Duration interval;
    private @Nullable Instant next;

    LineProgress(PrintWriter out, Clock clock, Duration interval) {
        super(clock);
        this.out = out;
        this.interval = interval;
    }

    /**
     * Progress that prints lines until it is closed.
     *
     * @param interval the time between two lines
     */
    public static Progress on(PrintWriter out, Clock clock, Duration interval) {
        return new Ticker(new LineProgress(out, clock, interval), interval.compareTo(TICK) < 0 ? SHORT_TICK : TICK);
    }

    @Override
    synchronized void tick() {
        List<String> lines = lines();
        Instant now = now();
        if (lines.isEmpty()) {
            next = null;
            return;
        }
        if (next == null) {
            next = now.plus(interval.compareTo(FIRST) < 0 ? interval : FIRST);
        }
        if (!now.isBefore(next)) {
            lines.forEach(this::print);
            next = now.plus(interval);
        }
    }

    private List<String> lines() {
        Instant now = now();
        return Stream.concat(
                        batches().stream().map(batch -> batchLine(batch, now)),
                        tasks().stream().map(LineProgress::taskLine))
                .toList();
    }

    private static String batchLine(RunningBatch batch, Instant now) {
        List<RunningTask> slowest = batch.slowest(now, SLOW, MOST_SLOW);
        return batch.activity() + ": " + batch.text(now)
                + (slowest.isEmpty()
                        ? ""
                        : slowest.stream()
                                .map(task -> task.name() + joined(" (", ")", task.stageText(), task.countText()))
                                .collect(Collectors.joining(", ", "; at work longest: ", "")));
    }

    private static String taskLine(RunningTask task) {
        return task.name() + joined(": ", "", task.countText(), task.detailText());
    }

    private static String joined(String before, String after, String... parts) {
        String all = Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : before + all + after;
    }

    /** Nothing: a log's next line comes in its time. */
    @Override
    void showEnd() {}

    @Override
    void print(String line) {
        out.println(line);
    }

    @Override
    public void close() {
        out.flush();
    }
}
