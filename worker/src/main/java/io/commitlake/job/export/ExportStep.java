package io.commitlake.job.export;

import io.commitlake.model.Assignment;

/** What one round of a repository's export came to. */
sealed interface ExportStep {
    ExportStep NOTHING_EXPORTED = new Went(RepositoryOutcome.Exported.NOTHING);

    /** One claim further, be it carried out or given up. */
    record Went(RepositoryOutcome.Exported exported) implements ExportStep {}

    /** It is to be had, but not as the plan says: under another address, or only up to another head. */
    record Moved(Assignment assignment) implements ExportStep {}

    /** Nothing is left to do. */
    record Arrived(RepositoryOutcome outcome) implements ExportStep {}
}
