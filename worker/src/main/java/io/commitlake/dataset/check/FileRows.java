package io.commitlake.dataset.check;

import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.DataFile;
import io.commitlake.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a file that the ledger lists, and compares its bytes, columns and number of rows. Turns every exception
 * for a corrupt file into a fault: Parquet may throw anything, even an OutOfMemoryError for a corrupt length.
 */
final class FileRows<R> implements AutoCloseable {
    private final DataFile file;
    private final Faults faults;
    private @Nullable RowFileReader<R> reader;
    private boolean sound = true;
    private long rows;

    /** Opens the file, whose copy is on local disk. */
    FileRows(DataFile file, Path local, TableSchema schema, Function<Values, R> row, Faults faults) {
        this.file = file;
        this.faults = faults;
        try {
            compareBytes(local);
            reader = new RowFileReader<>(new LocalInputFile(local), schema, row);
            SchemaCheck.compare(schema.parquet(), reader.schema(), what -> {
                sound = false;
                fault(Faults.Kind.SCHEMA, what);
            });
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            unreadable(corrupt);
        }
    }

    /** Whether all rows so far can be compared with those of another file: they are readable, and no caller objected. */
    boolean sound() {
        return sound;
    }

    /** Objects to comparing these rows with those of another file, because they are out of order. */
    void outOfOrder(String what) {
        sound = false;
        fault(Faults.Kind.ORDER, what);
    }

    String key() {
        return file.key();
    }

    /** The number of rows read so far. */
    long count() {
        return rows;
    }

    /** Reads the next row; null after the last one that can be read. */
    @Nullable
    R next() {
        try {
            R next = reader == null ? null : reader.next();
            if (next != null) {
                rows++;
                return next;
            }
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            unreadable(corrupt);
            return null;
        }
        if (rows != file.rows()) {
            fault(Faults.Kind.BYTES, "has " + rows + " rows, but the ledger says " + file.rows());
        }
        return null;
    }

    private void compareBytes(Path local) throws IOException {
        long bytes = Files.size(local);
        String hash = Sha256.of(local);
        if (bytes != file.bytes()) {
            fault(Faults.Kind.BYTES, "has " + bytes + " bytes, but the ledger says " + file.bytes());
        } else if (!hash.equals(file.sha256())) {
            fault(Faults.Kind.BYTES, "has the SHA-256 " + hash + ", but the ledger says " + file.sha256());
        }
    }

    private void unreadable(Throwable corrupt) {
        sound = false;
        fault(Faults.Kind.UNREADABLE, "can't be read" + (rows == 0 ? "" : " after row " + rows) + ": " + corrupt);
    }

    void fault(Faults.Kind kind, String what) {
        faults.add(kind, file.key(), what);
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException | RuntimeException unimportant) {
            // All readable rows are read already.
        }
    }
}
