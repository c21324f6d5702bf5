package io.commitlake.job.export;

import io.commitlake.job.work.TaskResult;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.Units;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The outcome of a shard's work on one repository. */
public sealed interface RepositoryOutcome {
    /**
     * The repository is exported up to its tip.
     *
     * @param exports number of exports that this worker completed
     * @param commits number of commits in those exports
     * @param rows number of rows in their files
     * @param bytes size of their files
     * @param tables number of files and rows, by table
     * @param rewritten the rewrites of the branch that the exports met, oldest first
     */
    record Exported(
            long exports,
            long commits,
            long rows,
            long bytes,
            Map<String, TableTotal> tables,
            List<RewrittenHistory> rewritten)
            implements RepositoryOutcome {
        static final Exported NOTHING = new Exported(0, 0, 0, 0, Map.of(), List.of());

        Exported plus(Exported other) {
            return new Exported(
                    exports + other.exports,
                    commits + other.commits,
                    rows + other.rows,
                    bytes + other.bytes,
                    TableTotal.sum(tables, other.tables),
                    Stream.concat(rewritten.stream(), other.rewritten.stream()).toList());
        }

        /** The same exports, with the rewrite that the last one met. */
        Exported rewriting(Optional<RewrittenHistory> met) {
            return exports == 0
                    ? this
                    : plus(new Exported(0, 0, 0, 0, Map.of(), met.stream().toList()));
        }
    }

    /** A short name, under which outcomes are counted. */
    default String name() {
        return switch (this) {
            case Exported exported -> "exported";
            case UpToDate upToDate -> "up to date";
            case NothingYet nothing -> "no commit before the snapshot";
            case NotWell unwell -> unwell.condition().text();
            case Forgotten forgotten -> "forgotten";
            case Failed failed -> "failed";
        };
    }

    /** The outcome in words. */
    default String text() {
        return switch (this) {
            case Exported done ->
                Units.count(done.commits(), "commit", "commits") + ", " + Units.count(done.rows(), "row", "rows")
                        + String.format(Locale.ROOT, ", %,.1f MB", done.bytes() / 1e6);
            case NotWell unwell -> unwell.condition().text() + ": " + unwell.words();
            case Failed failed -> "failed: " + failed.words();
            case RepositoryOutcome other -> other.name();
        };
    }

    /** The outcome in numbers. */
    default TaskResult result() {
        Exported done = this instanceof Exported exported ? exported : Exported.NOTHING;
        return new TaskResult(
                name(),
                this instanceof Failed failed ? Optional.of(failed.kind()) : Optional.empty(),
                done.exports(),
                done.commits(),
                done.bytes(),
                done.tables().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, table -> table.getValue().rows())));
    }

    /** The tip was exported before. */
    record UpToDate() implements RepositoryOutcome {}

    /** The branch has no commit before the snapshot. */
    record NothingYet() implements RepositoryOutcome {}

    /** The repository can't be exported as it is. This is an expected outcome, not a failure. */
    record NotWell(RepositoryCondition.Condition condition, String words) implements RepositoryOutcome {}

    /** The repository is forgotten, so nothing of it is exported. */
    record Forgotten() implements RepositoryOutcome {}

    /** The export failed; a retry may help. */
    record Failed(CommitlakeException.Kind kind, String words) implements RepositoryOutcome {}
}
