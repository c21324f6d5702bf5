package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Progress for a terminal: a bar for each batch with the time left, and below it the tasks that have worked longest. */
public final class BarProgress extends RunningWork {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    /** Shorter tasks would come and go faster than a person reads. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final int MOST_SLOW = 4;
    private static final int LONGEST_NAME = 30;

    private final LiveLines lines;

    BarProgress(LiveLines lines, Clock clock) {
        super(clock);
        this.lines = lines;
    }

    /** Progress that changes several times a second until it is closed. */
    public static Progress on(LiveLines lines, Clock clock) {
        return new Ticker(new BarProgress(lines, clock), INTERVAL);
    }

    @Override
    void tick() {
        // The last column stays free: some terminals begin a new line as soon as it is filled.
        lines.show(size -> lines(size.columns() - 1, size.rows() - 1, size.blocks()));
    }

    private List<String> lines(int width, int rows, boolean blocks) {
        Instant now = now();
        List<String> shown = new ArrayList<>();
        for (RunningBatch batch : batches()) {
            shown.add(new BarLine(width, batch.activity().length(), blocks)
                    .of(batch.activity(), OptionalDouble.of(batch.done()), batch.text(now)));
            List<RunningTask> slow = batch.slowest(now, SLOW, MOST_SLOW);
            int names = slow.stream()
                    .mapToInt(task -> Math.min(task.name().length(), Math.min(LONGEST_NAME, width / 3)))
                    .max()
                    .orElse(0);
            BarLine line = new BarLine(Math.max(0, width - 2), names, blocks);
            slow.forEach(task ->
                    shown.add("  " + line.of(task.name(), task.counted(), words(task.stageText(), task.countText()))));
        }
        for (RunningTask task : tasks()) {
            shown.add(new BarLine(width, task.name().length(), blocks)
                    .of(task.name(), task.counted(), words(task.countText(), task.detailText())));
        }
        return shown.subList(0, Math.clamp(rows, 0, shown.size()));
    }

    private static String words(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }

    @Override
    void showEnd() {
        tick();
    }

    @Override
    void print(String line) {
        lines.print(line);
    }

    /** Removes what changes, so that only the printed lines are left. */
    @Override
    public void close() {
        lines.close();
    }
}
