package io.commitlake.dataset.parquet;

import java.time.Instant;

/** Times as the files store them: microseconds since 1970-01-01T00:00:00Z. */
public final class Micros {
    private Micros() {}

    /**
     * Converts a time.
     *
     * @throws ArithmeticException if the time is hundreds of thousands of years away, so that a long can't hold it
     */
    public static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    public static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
    }
}
