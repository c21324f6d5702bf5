package io.commitlake.dataset.check;

import io.commitlake.dataset.parquet.Row;
import org.jspecify.annotations.Nullable;

/** A month's file changes or file states; empty if the month has no such file. */
record CommitRows<R extends Row>(@Nullable CheckedFile<R> file) {
    boolean sound() {
        return file == null || file.sound();
    }

    String key() {
        return file == null ? "" : file.key();
    }

    /** Takes the next row if it belongs to this commit; otherwise returns null. */
    @Nullable
    R takeRowOf(Row commit) {
        R row = file == null ? null : file.peek();
        if (file == null || row == null || Row.ORDER.compare(row, commit) != 0) {
            return null;
        }
        file.advance();
        return row;
    }

    /** Reports and skips the rows that sort before this commit: they belong to no commit. */
    void reportStraysBefore(Row commit, Faults faults) {
        for (R row = peek(); row != null && Row.ORDER.compare(row, commit) < 0; row = peek()) {
            stray(row, faults);
        }
    }

    /**
     * Reads the remaining rows.
     *
     * @param comparable whether to report them as rows without a commit
     */
    void drain(boolean comparable, Faults faults) {
        for (R row = peek(); row != null; row = peek()) {
            if (comparable && sound()) {
                stray(row, faults);
            } else if (file != null) {
                file.advance();
            }
        }
    }

    private @Nullable R peek() {
        return file == null ? null : file.peek();
    }

    private void stray(R row, Faults faults) {
        faults.add(
                Faults.Kind.STRAY,
                key(),
                "has a row for commit " + row.commitSha() + " of " + row.commitAt()
                        + ", which isn't among the commits of the same export and month");
        if (file != null) {
            file.advance();
        }
    }
}
