package io.commitlake.history;

import io.commitlake.model.commit.CommitMonth;
import java.util.function.Predicate;

/**
 * The commits that a repository's earlier exports hold. They replace frontiers that GitHub no longer has: a commit that
 * such a frontier reaches is in an earlier export, under the commit's month.
 */
@FunctionalInterface
public interface EarlierExports {
    /** Tells, by SHA, whether an earlier export holds a commit of the month. */
    Predicate<String> in(CommitMonth month);
}
