package io.commitlake.cli;

import io.commitlake.job.Progress;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** For a person at a terminal: a live bar for each repository, with its rate and the time left. */
final class BarProgress implements Progress {
    private final PrintWriter out;

    BarProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Task begin(String fullName) {
        return new Bar(new ProgressBarBuilder()
                .setTaskName(fullName)
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUnit(" commits", 1)
                .setSpeedUnit(ChronoUnit.SECONDS)
                .showSpeed(new DecimalFormat("#,##0"))
                .setUpdateIntervalMillis(200)
                .build());
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void close() {
        out.flush();
    }

    private record Bar(ProgressBar bar) implements Task {
        @Override
        public void stage(String words) {
            bar.setExtraMessage(words);
        }

        @Override
        public void commits(long total) {
            bar.maxHint(total);
            bar.stepTo(0);
            bar.setExtraMessage("");
        }

        @Override
        public void step(long commits) {
            bar.stepBy(commits);
        }

        @Override
        public void end(String words) {
            bar.setExtraMessage(words);
            bar.close();
        }
    }
}
