package io.commitlake.job;

import java.time.Instant;
import java.util.List;

public final class Validate {
    public record Fault(String file, String what) {}

    public record Result(
            long repositories, long files, long commits, long faults, List<Fault> shown, List<String> unfinished) {}

    public Result run(Instant snapshot, String run) {
        return new Result(0, 0, 0, 0, List.of(), List.of());
    }

    public Result all() {
        return new Result(0, 0, 0, 0, List.of(), List.of());
    }
}
