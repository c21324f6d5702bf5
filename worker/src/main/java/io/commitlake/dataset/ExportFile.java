package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableRow;
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
import java.util.Optional;

/**
 * A file of an export that is being written to local disk. Its methods throw a {@link CommitlakeException} of kind
 * REPOSITORY if the disk fails.
 */
public final class ExportFile {
    private final Table table;
    private final Optional<CommitMonth> month;
    private final String key;
    private final Path local;
    private final RowFileWriter rows;

    private ExportFile(Table table, Optional<CommitMonth> month, String key, Path local, RowFileWriter rows) {
        this.table = table;
        this.month = month;
        this.key = key;
        this.local = local;
        this.rows = rows;
    }

    /** Opens the file of a month in a local folder, which other files of the export may share. */
    public static ExportFile ofMonth(Table table, Export export, CommitMonth month, Path folder) {
        Path local = folder.resolve(table.folder() + "_" + export + "_" + month + ".parquet");
        return open(table, Optional.of(month), Layout.dataFile(table, export, month), local);
    }

    /** Opens the file with the export's file contents in a local folder, which other files of the export may share. */
    public static ExportFile ofContents(Export export, Path folder) {
        Table table = Table.FILE_CONTENTS;
        Path local = folder.resolve(table.folder() + "_" + export + ".parquet");
        return open(table, Optional.empty(), Layout.contents(export), local);
    }

    private static ExportFile open(Table table, Optional<CommitMonth> month, String key, Path local) {
        try {
            return new ExportFile(
                    table, month, key, local, writer(Files.newOutputStream(local), TableSchema.of(table)));
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

    /**
     * Adds a row.
     *
     * @param approximateBytes the approximate size in bytes of the columns whose length has no limit
     */
    public void write(TableRow row, long approximateBytes) {
        try {
            rows.write(row, approximateBytes);
        } catch (IOException failed) {
            throw failure(local, failed);
        }
    }

    public WrittenFile finish() {
        try {
            RowFileWriter.Written written = rows.finish();
            return new WrittenFile(
                    new DataFile(key, written.rows(), written.bytes(), written.sha256()), table, month, local);
        } catch (IOException failed) {
            throw failure(local, failed);
        }
    }

    /** Deletes the unfinished file. */
    public void discard() {
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
