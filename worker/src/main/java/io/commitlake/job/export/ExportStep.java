package io.commitlake.job.export;

import io.commitlake.model.Assignment;

/** The result of one step of a repository's export. */
sealed interface ExportStep {
    ExportStep NOTHING_EXPORTED = new Advanced(RepositoryOutcome.Exported.NOTHING);

    /** A claim was completed or voided, or another worker claimed the number: the next step reads the ledger again. */
    record Advanced(RepositoryOutcome.Exported exported) implements ExportStep {}

    /** The repository has another address or another head than planned: the next step uses those. */
    record Reassigned(Assignment assignment) implements ExportStep {}

    /** Nothing is left to do. */
    record Ended(RepositoryOutcome outcome) implements ExportStep {}
}
