package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Micros;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.Table;
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
        Optional<String> previousFilePath)
        implements Row {
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
        return switch (column) {
            case 0 -> repositoryId;
            case 1 -> commitSha;
            case 2 -> fileSha;
            case 3 -> Micros.of(commitAt);
            case 4 -> filePath;
            case 5 -> fileType.orElse(null);
            case 6 -> status;
            case 7 -> linesAdded;
            case 8 -> linesDeleted;
            case 9 -> changes;
            case 10 -> commitMonth;
            case 11 -> previousFilePath.orElse(null);
            default -> throw new IndexOutOfBoundsException(column);
        };
    }

    public static FileChangeRow of(Values row) {
        return new FileChangeRow(
                row.integer(0),
                row.string(1),
                row.string(2),
                row.time(3),
                row.string(4),
                row.optionalString(5),
                row.string(6),
                row.integer(7),
                row.integer(8),
                row.integer(9),
                row.string(10),
                row.optionalString(11));
    }
}
