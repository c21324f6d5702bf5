package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Micros;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.Table;
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
        return switch (column) {
            case 0 -> repositoryId;
            case 1 -> commitSha;
            case 2 -> fileSha;
            case 3 -> Micros.of(commitAt);
            case 4 -> fileSize;
            case 5 -> s3FileLocation.orElse(null);
            case 6 -> rawUrl;
            case 7 -> commitMonth;
            case 8 -> filePath;
            default -> throw new IndexOutOfBoundsException(column);
        };
    }

    public static FileStateRow of(Values row) {
        return new FileStateRow(
                row.integer(0),
                row.string(1),
                row.string(2),
                row.time(3),
                row.integer(4),
                row.optionalString(5),
                row.string(6),
                row.string(7),
                row.string(8));
    }
}
