package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.FailureText;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.Layout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a month that is being written. Turns disk errors into {@link CommitlakeException}s. */
final class MonthFile {
    private final Table table;
    private final CommitMonth month;
    private final String key;
    private final Path local;
    private final RowFileWriter rows;

    private MonthFile(Table table, CommitMonth month, String key, Path local, RowFileWriter rows) {
        this.table = table;
        this.month = month;
        this.key = key;
        this.local = local;
        this.rows = rows;
    }

    static MonthFile open(Table table, Export export, CommitMonth month, Path folder) {
        Path local = folder.resolve(table.folder() + "_" + export + "_" + month + ".parquet");
        try {
            return new MonthFile(
                    table,
                    month,
                    Layout.dataFile(table, export, month),
                    local,
                    writer(Files.newOutputStream(local), TableSchema.of(table)));
        } catch (IOException failed) {
            throw failure(local, failed);
        }
    }

    /** Opens a writer; closes the stream if even the first bytes can't be written, as on a full disk. */
    static RowFileWriter writer(OutputStream out, TableSchema schema) throws IOException {
        try {
            return new RowFileWriter(out, schema);
        } catch (IOException | RuntimeException | Error failed) {
            out.close();
            throw failed;
        }
    }

    void write(Row row) {
        try {
            rows.write(row, row.approximateBytes());
        } catch (IOException failed) {
            throw failure(local, failed);
        }
    }

    WrittenFile finish() {
        try {
            RowFileWriter.Written written = rows.finish();
            return new WrittenFile(
                    new DataFile(key, written.rows(), written.bytes(), written.sha256()), table, month, local);
        } catch (IOException failed) {
            throw failure(local, failed);
        }
    }

    void discard() {
        try {
            rows.close();
        } catch (IOException unimportant) {
            // A full disk fails again here; the file is about to be deleted.
        }
        try {
            Files.deleteIfExists(local);
        } catch (IOException failed) {
            throw failure(local, failed);
        }
    }

    private static CommitlakeException failure(Path local, IOException cause) {
        return CommitlakeException.repository(
                "can't write " + local + ": " + FailureText.of(cause)
                        + " (the work folder must have room for all files of an export until they are uploaded)",
                cause);
    }
}
