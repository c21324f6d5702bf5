package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowBinding;
import io.commitlake.dataset.parquet.TableRow;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.DataFile;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.DataKey;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A row of {@code data_files}. Its components are the columns, which {@code data_files.avsc} documents. */
public record DataFileRow(
        String path,
        String table,
        long repositoryId,
        Optional<String> commitMonth,
        long export,
        long rows,
        long bytes,
        String sha256,
        Instant snapshotAt,
        String run)
        implements TableRow {
    /** The order of the rows in a file. Two rows of one file that compare as equal list the same data file. */
    static final Comparator<DataFileRow> ORDER = Comparator.comparingLong(DataFileRow::repositoryId)
            .thenComparingLong(DataFileRow::export)
            .thenComparing(DataFileRow::table)
            .thenComparing(DataFileRow::path);

    private static final RowBinding<DataFileRow> BINDING =
            RowBinding.of(MethodHandles.lookup(), DataFileRow.class, TableSchema.DATA_FILES);

    /** The row of a completed export's file in the list of a run. */
    public static DataFileRow of(DataFile file, String run, Instant snapshot) {
        DataKey key = DataKey.parse(file.key())
                .orElseThrow(() -> new IllegalArgumentException("not a data file of an export: " + file.key()));
        return new DataFileRow(
                file.key(),
                key.table().folder(),
                key.export().repository(),
                key.month().map(CommitMonth::toString),
                key.export().number(),
                file.rows(),
                file.bytes(),
                file.sha256(),
                snapshot,
                run);
    }

    public static DataFileRow of(Values row) {
        return BINDING.row(row);
    }

    @Override
    public Schema getSchema() {
        return TableSchema.DATA_FILES.avro();
    }

    @Override
    public @Nullable Object get(int column) {
        return BINDING.get(this, column);
    }
}
