package io.commitlake.history;

import java.time.Duration;

/**
 * The most that one repository may take; larger ones aren't exported.
 *
 * @param time the time of one export, from the first request to the last row
 * @param diskBytes the bytes of its history on local disk
 * @param memoryBytes the bytes of memory of all its Git processes; it also bounds the files of one commit that Java
 *     holds in its own memory
 */
public record Limits(Duration time, long diskBytes, long memoryBytes) {
    public Limits {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("a repository's time limit must be positive, not " + time);
        }
        if (diskBytes <= 0) {
            throw new IllegalArgumentException("a repository's disk limit must be positive, not " + diskBytes);
        }
        if (memoryBytes <= 0) {
            throw new IllegalArgumentException("a repository's memory limit must be positive, not " + memoryBytes);
        }
    }

    /** The sum of both limits in bytes: if it grows, a repository that was too large is worth another try. */
    public long bytes() {
        return diskBytes + memoryBytes;
    }
}
