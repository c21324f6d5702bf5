package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a local file of the {@code data_files} table, using the memory of one row group. */
final class DataFilesWriter implements AutoCloseable {
    private final Path local;
    private final RowFileWriter rows;

    /** Creates the file, or replaces it. */
    DataFilesWriter(Path local) {
        this.local = local;
        try {
            rows = ExportFile.writer(Files.newOutputStream(local), TableSchema.DATA_FILES);
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    /** Writes a row. The caller writes rows in the order of {@link DataFileRow#ORDER}. */
    void write(DataFileRow row) {
        try {
            rows.write(row, 0);
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    void finish() {
        try {
            rows.finish();
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    /** Closes the file. Before {@link #finish}, it isn't a valid Parquet file. */
    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException unimportant) {
            // A full disk fails again here; the caller deletes the file.
        }
    }

    private CommitlakeException failure(IOException cause) {
        return CommitlakeException.store(
                "can't write " + local + ": " + FailureText.of(cause)
                        + " (the work folder must have room for the list of all files that a run made)",
                cause);
    }
}
