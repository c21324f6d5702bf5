package io.commitlake.cli.progress;

import io.commitlake.job.work.Progress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Progress for logs: a line when a repository begins, a line when it ends, and at most one every ten seconds between.
 */
public final class LineProgress implements Progress {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final Clock clock;

    public LineProgress(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public Task begin(String fullName) {
        print(fullName + ": started");
        return new Lines(fullName);
    }

    @Override
    public void print(String line) {
        out.println(line);
    }

    @Override
    public void close() {
        out.flush();
    }

    private final class Lines implements Task {
        private final String name;
        private final Instant begun = clock.instant();
        private final AtomicReference<Instant> counting = new AtomicReference<>(begun);
        private final AtomicReference<Instant> said = new AtomicReference<>(begun);
        private final AtomicLong done = new AtomicLong();
        private volatile long total;
        private volatile String unit = "";
        private volatile String detail = "";

        Lines(String name) {
            this.name = name;
        }

        @Override
        public void stage(String words) {
            if (due()) {
                print(name + ": " + words);
            }
        }

        @Override
        public void count(long upTo, String itsUnit) {
            done.set(0);
            total = upTo;
            unit = itsUnit;
            counting.set(clock.instant());
            said.set(clock.instant());
        }

        @Override
        public void detail(String words) {
            detail = words;
        }

        @Override
        public void step(long more) {
            long now = done.addAndGet(more);
            if (due()) {
                double seconds = Math.max(
                                1,
                                Duration.between(counting.get(), clock.instant())
                                        .toMillis())
                        / 1000.0;
                double rate = now / seconds;
                print(String.format(
                        Locale.ROOT,
                        "%s: %,d of %,d %s, %,.0f per second, about %d s left%s",
                        name,
                        now,
                        total,
                        unit,
                        rate,
                        Math.round((total - now) / Math.max(rate, 0.1)),
                        detail.isEmpty() ? "" : "; " + detail));
            }
        }

        @Override
        public void end(String words) {
            print(String.format(
                    Locale.ROOT,
                    "%s: %s (%.1f s)",
                    name,
                    words,
                    Duration.between(begun, clock.instant()).toMillis() / 1000.0));
        }

        private boolean due() {
            Instant last = said.get();
            Instant now = clock.instant();
            return Duration.between(last, now).compareTo(INTERVAL) >= 0 && said.compareAndSet(last, now);
        }
    }
}
