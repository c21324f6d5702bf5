package io.commitlake.sandbox.synthetic;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Repositories that were made close upon one another.
 *
 * @param from the first second
 * @param span of whole seconds, over which they are spread
 */
public record CreationBurst(Instant from, Duration span, int count) {
    public CreationBurst {
        if (span.toSeconds() < 1 || count < 0) {
            throw new IllegalArgumentException(
                    "A crowd is 0 or more in a second or more, not " + count + " in " + span + ".");
        }
    }

    /** Of one day in UTC. */
    public static CreationBurst ofDay(LocalDate day, int count) {
        return new CreationBurst(day.atStartOfDay(ZoneOffset.UTC).toInstant(), Duration.ofDays(1), count);
    }

    /** Of one second, which no search by creation can tell apart. */
    public static CreationBurst ofSecond(Instant second, int count) {
        return new CreationBurst(second, Duration.ofSeconds(1), count);
    }
}
