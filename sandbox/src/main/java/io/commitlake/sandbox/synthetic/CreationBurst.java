package io.commitlake.sandbox.synthetic;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A number of generated repositories created close together.
 *
 * @param from the first second of the span
 * @param span the whole seconds over which the creations are spread
 * @param count the number of repositories
 */
public record CreationBurst(Instant from, Duration span, int count) {
    public CreationBurst {
        if (span.toSeconds() < 1 || count < 0) {
            throw new IllegalArgumentException(
                    "--crowd needs 0 or more repositories in 1 second or more, not " + count + " in " + span + ".");
        }
    }

    /** Spread over one day in UTC. */
    public static CreationBurst ofDay(LocalDate day, int count) {
        return new CreationBurst(day.atStartOfDay(ZoneOffset.UTC).toInstant(), Duration.ofDays(1), count);
    }

    /** All in the same second, so that no search by creation time can tell them apart. */
    public static CreationBurst ofSecond(Instant second, int count) {
        return new CreationBurst(second, Duration.ofSeconds(1), count);
    }
}
