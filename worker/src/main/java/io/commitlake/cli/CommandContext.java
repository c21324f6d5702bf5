package io.commitlake.cli;

import io.commitlake.cli.output.JsonWriter;
import io.commitlake.cli.output.RedactedWriter;
import io.commitlake.cli.progress.BarProgress;
import io.commitlake.cli.progress.LineProgress;
import io.commitlake.cli.progress.LiveLines;
import io.commitlake.cli.progress.NoProgress;
import io.commitlake.cli.settings.Environment;
import io.commitlake.job.work.Progress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The environment, clock and outputs of a command. No output shows a known secret.
 *
 * @param out output for results
 * @param err output for progress and errors
 * @param last output for the one line printed when this process is told to end
 * @param terminal whether {@code err} is a terminal
 * @param answers waits for a line that a person types, empty at the end of the input; empty if nobody can be asked
 */
record CommandContext(
        Environment environment,
        Clock clock,
        PrintWriter out,
        PrintWriter err,
        PrintWriter last,
        boolean terminal,
        Optional<Supplier<String>> answers) {
    CommandContext {
        out = RedactedWriter.of(out);
        err = environment.isJsonLog() ? JsonWriter.of(err, clock) : RedactedWriter.of(err);
        last = environment.isJsonLog() ? JsonWriter.of(last, clock) : RedactedWriter.of(last);
    }

    /** The width of the terminal in columns; empty if there is none. Ask before {@link #progress}. */
    OptionalInt width() {
        return terminal ? OptionalInt.of(LiveLines.terminalWidth()) : OptionalInt.empty();
    }

    /** The progress that the environment and the terminal allow: bars, lines or nothing. */
    Progress progress() {
        Optional<Duration> interval = environment.progressInterval();
        if (interval.isEmpty()) {
            return new NoProgress();
        }
        Optional<LiveLines> lines =
                terminal && !environment.isJsonLog() ? LiveLines.onStandardError(clock) : Optional.empty();
        return lines.map(live -> BarProgress.on(live, clock))
                .orElseGet(() -> LineProgress.on(err, clock, interval.get()));
    }
}
