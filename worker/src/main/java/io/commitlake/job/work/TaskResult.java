package io.commitlake.job.work;

import io.commitlake.model.CommitlakeException;
import java.util.Map;
import java.util.Optional;

/**
 * The result of one repository's export, in numbers.
 *
 * @param outcome the outcome's short name, such as {@code too-large}
 * @param failure the kind of a failure; empty if the repository didn't fail
 * @param exports the number of exports that this process completed
 * @param commits the number of commits in them
 * @param bytes the size of their files
 * @param rows the rows in these, by table
 */
public record TaskResult(
        String outcome,
        Optional<CommitlakeException.Kind> failure,
        long exports,
        long commits,
        long bytes,
        Map<String, Long> rows) {
    public TaskResult {
        rows = Map.copyOf(rows);
    }
}
