package io.commitlake.dataset;

import io.commitlake.model.CommitMonth;
import io.commitlake.model.DataFile;
import io.commitlake.storage.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file, one at a time, each held against the partition that it lies in and against the row before it.
 * Nothing it meets makes it throw: what can't be read is a fault, and the rows end there.
 */
final class SortedRows<R extends Row> implements AutoCloseable {
    private final String key;
    private final Layout.DataKey partition;
    private final Consumer<Fault> faults;
    private @Nullable RowFileReader<R> reader;
    private @Nullable R next;
    private boolean unsorted;
    private boolean misplaced;

    /** No rows, where there is no file. */
    SortedRows(String key, Layout.DataKey partition, Consumer<Fault> faults) {
        this.key = key;
        this.partition = partition;
        this.faults = faults;
    }

    SortedRows(DataFile file, Layout.DataKey partition, Path local, Function<Values, R> row, Consumer<Fault> faults) {
        this(file.key(), partition, faults);
        try {
            RowFileReader<R> opened =
                    new RowFileReader<>(new LocalInputFile(local), TableSchema.of(partition.table()), row);
            reader = opened;
            if (opened.rows() != file.rows()) {
                fault("it has " + opened.rows() + " rows, the ledger says " + file.rows());
            }
            if (sameSchema(opened)) {
                advance();
            }
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            unreadable(unreadable);
        }
    }

    /** The next row, which stays; null after the last. */
    @Nullable
    R peek() {
        return next;
    }

    /** Goes on to the row after. */
    void advance() {
        R before = next;
        next = null;
        try {
            next = reader == null ? null : reader.next();
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            unreadable(unreadable);
        }
        if (next != null) {
            check(before, next);
        }
    }

    private void check(@Nullable R before, R row) {
        String month = row.commitMonth();
        if (!misplaced
                && (row.repositoryId() != partition.export().repository()
                        || !month.equals(partition.month().toString())
                        || !month.equals(monthOf(row)))) {
            misplaced = true;
            fault("a row of the commit " + row.commitSha() + " of " + row.commitAt() + " has repository_id "
                    + row.repositoryId() + " and commit_month " + month + ", which isn't where it lies");
        }
        if (before != null && !unsorted && Row.ORDER.compare(before, row) > 0) {
            unsorted = true;
            fault("its rows are out of order: the commit " + row.commitSha() + " of " + row.commitAt() + " comes after "
                    + before.commitSha() + " of " + before.commitAt());
        }
    }

    private static String monthOf(Row row) {
        try {
            return CommitMonth.of(row.commitAt()).toString();
        } catch (IllegalArgumentException | DateTimeException outside) {
            return row.commitAt().toString();
        }
    }

    private boolean sameSchema(RowFileReader<R> opened) {
        List<Type> ours = TableSchema.of(partition.table()).parquet().getFields();
        List<Type> theirs = opened.schema().getFields();
        // New columns only ever go to the end.
        if (theirs.size() >= ours.size() && theirs.subList(0, ours.size()).equals(ours)) {
            return true;
        }
        fault("its schema is " + theirs + " and should be " + ours);
        return false;
    }

    void fault(String what) {
        faults.accept(new Fault(key, what));
    }

    private void unreadable(Throwable broken) {
        fault("it can't be read: " + broken);
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException unreadable) {
            unreadable(unreadable);
        }
    }
}
