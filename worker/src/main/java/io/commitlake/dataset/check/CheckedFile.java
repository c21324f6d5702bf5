package io.commitlake.dataset.check;

import io.commitlake.dataset.parquet.Micros;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Sha256;
import io.commitlake.model.commit.CommitMonth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's rows and checks each against the file's name. Turns every exception for a corrupt file into a fault:
 * Parquet may throw anything, even an OutOfMemoryError for a corrupt length.
 */
final class CheckedFile<R extends Row> implements AutoCloseable {
    private final DataFile file;
    private final Export export;
    private final String month;
    private final Faults faults;
    private @Nullable RowFileReader<R> reader;
    private @Nullable R next;
    private @Nullable Row last;
    private boolean sound = true;
    private long rows;

    CheckedFile(
            DataFile file,
            Path local,
            TableSchema schema,
            Function<Values, R> row,
            Export export,
            CommitMonth month,
            Faults faults) {
        this.file = file;
        this.export = export;
        this.month = month.toString();
        this.faults = faults;
        try {
            compareBytes(local);
            reader = new RowFileReader<>(new LocalInputFile(local), schema, row);
            SchemaCheck.compare(schema.parquet(), reader.schema(), what -> {
                sound = false;
                fault(Faults.Kind.SCHEMA, what);
            });
            if (sound) {
                advance();
            }
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            unreadable(corrupt);
        }
    }

    /** Whether the rows can be compared with another file's: all rows so far are readable and in order. */
    boolean sound() {
        return sound;
    }

    String key() {
        return file.key();
    }

    /** The current row, or null after the last. */
    @Nullable
    R peek() {
        return next;
    }

    /** Moves to the next row. */
    void advance() {
        next = null;
        try {
            next = reader == null ? null : reader.next();
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            unreadable(corrupt);
            return;
        }
        if (next == null) {
            if (rows != file.rows()) {
                fault(Faults.Kind.BYTES, "has " + rows + " rows, but the ledger says " + file.rows());
            }
        } else {
            rows++;
            check(next);
            last = next;
        }
    }

    private void check(Row row) {
        if (row.repositoryId() != export.repository()) {
            fault(
                    Faults.Kind.PARTITION,
                    at() + "repository_id is " + row.repositoryId() + ", not " + export.repository());
        }
        if (!row.commitMonth().equals(month)) {
            fault(Faults.Kind.PARTITION, at() + "commit_month is " + row.commitMonth() + ", not " + month);
        }
        Optional<String> badDate = dateFault(row.commitAt());
        if (badDate.isPresent()) {
            fault(Faults.Kind.VALUE, at() + "commit_at is " + badDate.get());
        } else if (!CommitMonth.of(row.commitAt()).toString().equals(month)) {
            fault(Faults.Kind.PARTITION, at() + "commit_at is " + row.commitAt() + ", which isn't in " + month);
        }
        if (last != null && Row.ORDER.compare(last, row) > 0) {
            sound = false;
            fault(
                    Faults.Kind.ORDER,
                    at() + "commit " + row.commitSha() + " of " + row.commitAt() + " comes after commit "
                            + last.commitSha() + " of " + last.commitAt());
        }
    }

    /** The reason why no commit can have this date; empty if one can. */
    static Optional<String> dateFault(Instant at) {
        long second = at.getEpochSecond();
        return second < 0 || second > CommitMonth.LAST_SECOND || Micros.of(at) % 1_000_000 != 0
                ? Optional.of(at + ", which isn't a whole second from 1970 to 9999")
                : Optional.empty();
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
        next = null;
        fault(Faults.Kind.UNREADABLE, "can't be read" + (rows == 0 ? "" : " after row " + rows) + ": " + corrupt);
    }

    private String at() {
        return "row " + rows + ": ";
    }

    private void fault(Faults.Kind kind, String what) {
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
