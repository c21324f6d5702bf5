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
import java.util.function.Function;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A file's rows, each held against the file's name as it comes. The edge where garbage becomes a fault: of a broken file
 * Parquet may throw anything, also for want of memory that a broken length asks for.
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
            compareSchema(schema.parquet(), reader.schema());
            if (sound) {
                advance();
            }
        } catch (IOException | RuntimeException | OutOfMemoryError garbage) {
            unreadable(garbage);
        }
    }

    /** Whether its rows can be held against another file's: they could be read so far, and are in order. */
    boolean sound() {
        return sound;
    }

    String key() {
        return file.key();
    }

    /** The row to come, or null after the last. */
    @Nullable
    R peek() {
        return next;
    }

    /** Goes on to the row after that one. */
    void advance() {
        next = null;
        try {
            next = reader == null ? null : reader.next();
        } catch (IOException | RuntimeException | OutOfMemoryError garbage) {
            unreadable(garbage);
            return;
        }
        if (next == null) {
            if (rows != file.rows()) {
                fault(Faults.Kind.BYTES, "has " + rows + " rows, the ledger says " + file.rows());
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
        long second = row.commitAt().getEpochSecond();
        if (second < 0 || second > CommitMonth.LAST_SECOND || Micros.of(row.commitAt()) % 1_000_000 != 0) {
            fault(
                    Faults.Kind.VALUE,
                    at() + "commit_at is " + row.commitAt() + ": not in whole seconds from 1970 to 9999");
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

    private void compareBytes(Path local) throws IOException {
        long bytes = Files.size(local);
        String hash = Sha256.of(local);
        if (bytes != file.bytes()) {
            fault(Faults.Kind.BYTES, "has " + bytes + " bytes, the ledger says " + file.bytes());
        } else if (!hash.equals(file.sha256())) {
            fault(Faults.Kind.BYTES, "has the SHA-256 " + hash + ", the ledger says " + file.sha256());
        }
    }

    /** New columns may come, and only at the end. */
    private void compareSchema(MessageType ours, MessageType theirs) {
        for (int column = 0; column < ours.getFieldCount(); column++) {
            Type should = ours.getType(column);
            Type is = column < theirs.getFieldCount() ? theirs.getType(column) : null;
            if (!should.equals(is)) {
                sound = false;
                fault(
                        Faults.Kind.SCHEMA,
                        "column " + (column + 1) + " is " + (is == null ? "missing" : is) + " and should be " + should);
            }
        }
    }

    private void unreadable(Throwable garbage) {
        sound = false;
        next = null;
        fault(Faults.Kind.UNREADABLE, "can't be read" + (rows == 0 ? "" : " after row " + rows) + ": " + garbage);
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
            // What could be read was.
        }
    }
}
