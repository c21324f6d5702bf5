package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a local file of the {@code data_files} table row by row, with one row group in memory.
 *
 * <p>Every method throws a {@link CommitlakeException} of kind STORE if the file isn't valid.
 */
public final class DataFilesReader implements AutoCloseable {
    private final String key;
    private final RowFileReader<DataFileRow> rows;

    /**
     * Opens a file.
     *
     * @param key the file's key, for messages
     */
    public DataFilesReader(String key, Path local) {
        this.key = key;
        try {
            rows = new RowFileReader<>(new LocalInputFile(local), TableSchema.DATA_FILES, DataFileRow::of);
        } catch (IOException | RuntimeException broken) {
            throw failure(broken);
        }
    }

    /** Copies a list to a local file, which it replaces. */
    public static void download(Storage storage, String key, Path local) {
        if (!storage.download(key, local)) {
            throw CommitlakeException.store(key + " disappeared while it was read");
        }
    }

    /** The next row, or null after the last. */
    public @Nullable DataFileRow next() {
        try {
            return rows.next();
        } catch (IOException | RuntimeException broken) {
            throw failure(broken);
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    private CommitlakeException failure(Exception cause) {
        return CommitlakeException.store(
                key + " isn't a valid list of data files: " + FailureText.of(cause) + " (restore it from a backup)",
                cause);
    }
}
