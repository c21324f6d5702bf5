package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.RowBinding;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.Table;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code file_changes}. Its components are the columns, which {@code file_changes.avsc} documents. */
public record FileChangeRow(
        long repositoryId,
        String commitSha,
        String fileSha,
        Instant commitAt,
        String filePath,
        Optional<String> fileType,
        String status,
        long linesAdded,
        long linesDeleted,
        long changes,
        String commitMonth,
        Optional<String> previousFilePath,
        Optional<String> previousFileSha,
        Optional<String> fileMode,
        Optional<String> previousFileMode,
        boolean isBinary,
        long numParents)
        implements Row {
    private static final RowBinding<FileChangeRow> BINDING =
            RowBinding.of(MethodHandles.lookup(), FileChangeRow.class, TableSchema.of(Table.FILE_CHANGES));

    @Override
    public Table table() {
        return Table.FILE_CHANGES;
    }

    @Override
    public long approximateBytes() {
        return (long) filePath.length() + previousFilePath.map(String::length).orElse(0);
    }

    @Override
    public @Nullable Object get(int column) {
        return BINDING.get(this, column);
    }

    public static FileChangeRow of(Values row) {
        return BINDING.row(row);
    }
}
