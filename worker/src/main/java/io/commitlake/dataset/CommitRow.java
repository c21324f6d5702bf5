package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Micros;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.Table;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A row of {@code commits}. Its components are the columns, which {@code commits.avsc} documents. */
public record CommitRow(
        long repositoryId,
        String commitSha,
        OptionalLong commitAuthorId,
        Instant commitAt,
        String commitMessage,
        long numFilesChanged,
        long numLinesAdded,
        long numLinesDeleted,
        List<String> parentCommits,
        String commitMonth)
        implements Row {
    @Override
    public Table table() {
        return Table.COMMITS;
    }

    @Override
    public long approximateBytes() {
        return commitMessage.length() + 40L * parentCommits.size();
    }

    @Override
    public @Nullable Object get(int column) {
        return switch (column) {
            case 0 -> repositoryId;
            case 1 -> commitSha;
            case 2 -> commitAuthorId.isPresent() ? commitAuthorId.getAsLong() : null;
            case 3 -> Micros.of(commitAt);
            case 4 -> commitMessage;
            case 5 -> numFilesChanged;
            case 6 -> numLinesAdded;
            case 7 -> numLinesDeleted;
            case 8 -> parentCommits;
            case 9 -> commitMonth;
            default -> throw new IndexOutOfBoundsException(column);
        };
    }

    public static CommitRow of(Values row) {
        return new CommitRow(
                row.integer(0),
                row.string(1),
                row.optionalInteger(2),
                row.time(3),
                row.string(4),
                row.integer(5),
                row.integer(6),
                row.integer(7),
                row.strings(8),
                row.string(9));
    }
}
