package io.commitlake.job.export;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RepositoryCondition;
import java.util.Map;

/** How a shard's work on one repository ended. */
public sealed interface RepositoryOutcome {
    /**
     * It is exported up to its tip.
     *
     * @param exports that were completed here
     * @param commits in them
     * @param rows in their files
     * @param bytes of their files
     * @param tables files and rows by table
     */
    record Exported(long exports, long commits, long rows, long bytes, Map<String, TableTotal> tables)
            implements RepositoryOutcome {
        static final Exported NOTHING = new Exported(0, 0, 0, 0, Map.of());

        Exported plus(Exported other) {
            return new Exported(
                    exports + other.exports,
                    commits + other.commits,
                    rows + other.rows,
                    bytes + other.bytes,
                    TableTotal.sum(tables, other.tables));
        }
    }

    /** Its tip was exported before. */
    record UpToDate() implements RepositoryOutcome {}

    /** Its branch has no commit before the snapshot. */
    record NothingYet() implements RepositoryOutcome {}

    /** It can't be exported as it is: an outcome with a name, not a failure. */
    record NotWell(RepositoryCondition.Condition condition, String words) implements RepositoryOutcome {}

    /** A retry may mend it. */
    record Failed(CommitlakeException.Kind kind, String words) implements RepositoryOutcome {}
}
