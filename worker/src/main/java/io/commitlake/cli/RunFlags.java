package io.commitlake.cli;

import io.commitlake.model.CommitlakeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which run a step is of. */
final class RunFlags {
    static final String SNAPSHOT_HELP =
            "The moment D: a date (its start in UTC) or a time such as 2024-11-01T03:00:00Z, not in the future.";

    @Option(
            names = "--snapshot",
            required = true,
            paramLabel = "D",
            converter = Moment.class,
            description = SNAPSHOT_HELP)
    private Instant snapshot = Instant.MAX;

    @Option(names = "--run", required = true, paramLabel = "RUN", description = "The run's name.")
    private String run = "";

    Instant snapshot() {
        return snapshot;
    }

    String run() {
        return run;
    }

    void check(Clock clock) {
        notInTheFuture(snapshot, clock);
        if (run.isBlank()) {
            throw CommitlakeException.usage("--run is empty: give the run a name");
        }
    }

    static void notInTheFuture(Instant snapshot, Clock clock) {
        if (snapshot.isAfter(clock.instant())) {
            throw CommitlakeException.usage("--snapshot " + snapshot + " is in the future (it is " + clock.instant()
                    + " now): give a moment that has been");
        }
    }

    /** {@code P3D} or {@code PT6H}. */
    static final class Span implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException notOne) {
                throw new TypeConversionException("\"" + text + "\" is no duration: it should be such as P3D or PT6H");
            }
        }
    }

    /** {@code 2024-11-01} or a time with its offset; without one it is UTC. */
    static final class Moment implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                if (text.indexOf('T') < 0 && text.indexOf(' ') < 0) {
                    return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                }
                String time = text.replace(' ', 'T');
                return time.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
                        ? OffsetDateTime.parse(time).toInstant()
                        : OffsetDateTime.parse(time + "Z").toInstant();
            } catch (DateTimeParseException notOne) {
                throw new TypeConversionException(
                        "\"" + text + "\" is no date: it should be such as 2024-11-01 or 2024-11-01T03:00:00Z");
            }
        }
    }
}
