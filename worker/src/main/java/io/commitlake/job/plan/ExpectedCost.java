package io.commitlake.job.plan;

import io.commitlake.model.Assignment;

/** The expected cost of a repository's export, by which shards are dealt and the time left is estimated. */
public final class ExpectedCost {
    /** The fixed cost of a repository (requests, processes, the claim), as if it were kilobytes to fetch. */
    private static final long EACH = 500;

    private ExpectedCost() {}

    /** The cost of a planned repository, in kilobytes; a repository of unknown size counts as empty. */
    public static long of(Assignment assignment) {
        return of(assignment.kilobytes().orElse(0));
    }

    /** The cost of a repository with a size on GitHub's disk, all of which may be fetched. Both are in kilobytes. */
    static long of(long kilobytes) {
        return EACH + kilobytes;
    }
}
