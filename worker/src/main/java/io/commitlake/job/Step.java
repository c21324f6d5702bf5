package io.commitlake.job;

import io.commitlake.model.Assignment;

/** What one round of a repository's export came to. */
sealed interface Step {
    Step NOTHING_EXPORTED = new Went(RepositoryOutcome.Exported.NOTHING);

    /** One claim further, be it carried out or given up. */
    record Went(RepositoryOutcome.Exported exported) implements Step {}

    /** It is to be had, but not as the plan says: under another address, or only up to another head. */
    record Moved(Assignment assignment) implements Step {}

    /** Nothing is left to do. */
    record Arrived(RepositoryOutcome outcome) implements Step {}
}
