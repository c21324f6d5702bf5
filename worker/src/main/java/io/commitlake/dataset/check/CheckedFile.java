package io.commitlake.dataset.check;

import io.commitlake.dataset.parquet.Micros;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.commit.CommitMonth;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a file's rows and checks each against the file's name. */
final class CheckedFile<R extends Row> implements AutoCloseable {
    private final FileRows<R> rows;
    private final Export export;
    private final String month;
    private @Nullable R next;
    private @Nullable Row last;

    CheckedFile(
            DataFile file,
            Path local,
            TableSchema schema,
            Function<Values, R> row,
            Export export,
            CommitMonth month,
            Faults faults) {
        this.rows = new FileRows<>(file, local, schema, row, faults);
        this.export = export;
        this.month = month.toString();
        if (rows.sound()) {
            advance();
        }
    }

    /** Whether the rows can be compared with another file's: all rows so far are readable and in order. */
    boolean sound() {
        return rows.sound();
    }

    String key() {
        return rows.key();
    }

    /** The current row, or null after the last. */
    @Nullable
    R peek() {
        return next;
    }

    /** Moves to the next row. */
    void advance() {
        next = rows.next();
        if (next != null) {
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
            rows.outOfOrder(at() + "commit " + row.commitSha() + " of " + row.commitAt() + " comes after commit "
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

    private String at() {
        return "row " + rows.count() + ": ";
    }

    private void fault(Faults.Kind kind, String what) {
        rows.fault(kind, what);
    }

    @Override
    public void close() {
        rows.close();
    }
}
