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

/** The flags that name a step's run and its snapshot. */
final class RunFlags {
    static final String SNAPSHOT_HELP =
            "The snapshot's time: a date (its start in UTC) or a time such as 2024-11-01T03:00:00Z, not in the future.";

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
        refuseFuture(snapshot, clock);
        if (run.isBlank()) {
            throw CommitlakeException.usage("--run is empty: give the run a name");
        }
    }

    static void refuseFuture(Instant snapshot, Clock clock) {
        if (snapshot.isAfter(clock.instant())) {
            throw CommitlakeException.usage("--snapshot " + snapshot + " is in the future (it is " + clock.instant()
                    + " now): give a time in the past");
        }
    }

    /** {@code P3D} or {@code PT6H}. */
    static final class Span implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException invalid) {
                throw new TypeConversionException("\"" + text + "\" isn't a duration: it should look like P3D or PT6H");
            }
        }
    }

    /** {@code 2024-11-01} or a time with an offset; UTC without one. */
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
            } catch (DateTimeParseException invalid) {
                throw new TypeConversionException("\"" + text
                        + "\" isn't a date or time: it should look like 2024-11-01 or 2024-11-01T03:00:00Z");
            }
        }
    }
}
