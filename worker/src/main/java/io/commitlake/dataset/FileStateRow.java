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

/** A row of {@code file_states}. Its components are the columns, which {@code file_states.avsc} documents. */
public record FileStateRow(
        long repositoryId,
        String commitSha,
        String fileSha,
        Instant commitAt,
        long fileSize,
        Optional<String> s3FileLocation,
        String rawUrl,
        String commitMonth,
        String filePath)
        implements Row {
    private static final RowBinding<FileStateRow> BINDING =
            RowBinding.of(MethodHandles.lookup(), FileStateRow.class, TableSchema.of(Table.FILE_STATES));

    /** The same row with the address of the file that holds the blob. */
    public FileStateRow at(String location) {
        return new FileStateRow(
                repositoryId,
                commitSha,
                fileSha,
                commitAt,
                fileSize,
                Optional.of(location),
                rawUrl,
                commitMonth,
                filePath);
    }

    @Override
    public Table table() {
        return Table.FILE_STATES;
    }

    @Override
    public long approximateBytes() {
        return (long) filePath.length() + rawUrl.length();
    }

    @Override
    public @Nullable Object get(int column) {
        return BINDING.get(this, column);
    }

    public static FileStateRow of(Values row) {
        return BINDING.row(row);
    }
}
