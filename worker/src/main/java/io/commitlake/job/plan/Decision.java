package io.commitlake.job.plan;

import io.commitlake.model.Assignment;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Tip;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A plan's decision on a repository after GitHub's answer.
 *
 * @param identity the new values for the repository's row, if any
 * @param condition how the repository's condition in the ledger changes, if it does
 */
record Decision(
        Work work,
        Optional<RunPlan.Identity> identity,
        Optional<UnaryOperator<Optional<RepositoryCondition>>> condition) {
    /** The work for a repository. */
    sealed interface Work {
        /**
         * A worker exports the repository.
         *
         * @param commits the expected number of commits
         * @param unfinished whether the repository has an unfinished claim, which goes first
         */
        record Assigned(Assignment assignment, long commits, boolean unfinished) implements Work {}

        /** There is nothing to export. */
        record LeftOut(String reason) implements Work {}

        /** The dataset already holds commits of the snapshot or later, up to this one. */
        record Past(Tip last) implements Work {}
    }
}
