package io.commitlake.history;

import java.time.Duration;

/**
 * What one repository may cost before it is left alone.
 *
 * @param time of one export, from the first request to the last row
 * @param diskBytes of the history on local disk
 * @param memoryBytes of all Gits that work on it, and of the files of one commit as far as Java's own memory holds them
 */
public record Limits(Duration time, long diskBytes, long memoryBytes) {
    public Limits {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("a repository's time limit is positive, not " + time);
        }
        if (diskBytes <= 0) {
            throw new IllegalArgumentException("a repository's disk limit is positive, not " + diskBytes);
        }
        if (memoryBytes <= 0) {
            throw new IllegalArgumentException("a repository's memory limit is positive, not " + memoryBytes);
        }
    }

    /** Of disk and memory together: what was too large is worth another try once either is raised. */
    public long bytes() {
        return diskBytes + memoryBytes;
    }
}
