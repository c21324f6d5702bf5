package io.commitlake.dataset.parquet;

import java.time.Instant;

/** A moment as Parquet has it here: microseconds since 1970 in UTC. */
public final class Micros {
    private Micros() {}

    public static long of(Instant moment) {
        return moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1_000;
    }

    public static Instant at(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
    }
}
