package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.RowBinding;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.Table;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
        String commitMonth,
        Optional<String> authorName,
        Optional<String> authorEmail,
        Instant authorAt,
        OptionalLong authorUtcOffset,
        OptionalLong committerId,
        Optional<String> committerName,
        Optional<String> committerEmail,
        OptionalLong committerUtcOffset,
        String treeSha)
        implements Row {
    private static final RowBinding<CommitRow> BINDING =
            RowBinding.of(MethodHandles.lookup(), CommitRow.class, TableSchema.of(Table.COMMITS));

    @Override
    public Table table() {
        return Table.COMMITS;
    }

    @Override
    public long approximateBytes() {
        return commitMessage.length() + 40L * parentCommits.size() + length(authorName) + length(committerName);
    }

    private static long length(Optional<String> text) {
        return text.map(String::length).orElse(0);
    }

    @Override
    public @Nullable Object get(int column) {
        return BINDING.get(this, column);
    }

    public static CommitRow of(Values row) {
        return BINDING.row(row);
    }
}
