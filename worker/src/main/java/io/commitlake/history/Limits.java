package io.commitlake.history;

import java.time.Duration;

/**
 * What one repository may cost before it is left alone.
 *
 * @param time from the first request to the last row
 * @param diskBytes of the history on local disk
 */
public record Limits(Duration time, long diskBytes) {
    public Limits {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("a repository's time limit is positive, not " + time);
        }
        if (diskBytes <= 0) {
            throw new IllegalArgumentException("a repository's disk limit is positive, not " + diskBytes);
        }
    }
}
