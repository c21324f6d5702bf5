package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.text.DecimalFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress for a terminal: a live bar for each repository, with its rate and the time left. */
public final class BarProgress implements Progress {
    private final LiveLines lines;
    private final Clock clock;

    public BarProgress(LiveLines lines, Clock clock) {
        this.lines = lines;
        this.clock = clock;
    }

    @Override
    public Task begin(String fullName) {
        return new Bar(fullName);
    }

    @Override
    public void print(String line) {
        lines.print(line);
    }

    @Override
    public void close() {
        lines.close();
    }

    /** A line of words until the amount of work is known, then a bar, whose rate covers only the counted work. */
    private final class Bar implements Task {
        private final String name;
        private final Instant begun = clock.instant();
        private @Nullable ProgressBar bar;

        Bar(String name) {
            this.name = name;
            lines.add(this, name);
        }

        @Override
        public synchronized void stage(String words) {
            closeBar();
            lines.show(this, name + "  " + words + " …");
        }

        @Override
        public synchronized void count(long total, String unit) {
            closeBar();
            if (total > 0) {
                bar = new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUnit(" " + unit, 1)
                        .setSpeedUnit(ChronoUnit.SECONDS)
                        .showSpeed(new DecimalFormat("#,##0"))
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new DelegatingProgressBarConsumer(line -> lines.show(this, line), lines.width()))
                        .build();
            }
        }

        @Override
        public synchronized void step(long more) {
            if (bar != null) {
                bar.stepBy(more);
            }
        }

        @Override
        public synchronized void detail(String words) {
            if (bar != null) {
                bar.setExtraMessage("  " + words);
            }
        }

        @Override
        public synchronized void end(String words) {
            closeBar();
            lines.remove(this);
            lines.print(String.format(
                    Locale.ROOT,
                    "%s: %s (%.1f s)",
                    name,
                    words,
                    Duration.between(begun, clock.instant()).toMillis() / 1000.0));
        }

        private void closeBar() {
            ProgressBar open = bar;
            bar = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
