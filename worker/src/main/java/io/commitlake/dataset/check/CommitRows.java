package io.commitlake.dataset.check;

import io.commitlake.dataset.parquet.Row;
import org.jspecify.annotations.Nullable;

/** A file beside that of the commits; where the month has none, one without rows. */
record CommitRows<R extends Row>(@Nullable CheckedFile<R> file) {
    boolean sound() {
        return file == null || file.sound();
    }

    String key() {
        return file == null ? "" : file.key();
    }

    /** The next row where it is of this commit, and then the one after it is the next. */
    @Nullable
    R takeOf(Row commit) {
        R row = file == null ? null : file.peek();
        if (file == null || row == null || Row.ORDER.compare(row, commit) != 0) {
            return null;
        }
        file.advance();
        return row;
    }

    /** Rows that come before a commit's are of no commit. */
    void passStrays(Row commit, Faults faults) {
        for (R row = peek(); row != null && Row.ORDER.compare(row, commit) < 0; row = peek()) {
            stray(row, faults);
        }
    }

    /** Reads the rest, which is of no commit either. */
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
                "has a row of commit " + row.commitSha() + " of " + row.commitAt()
                        + ", which isn't among the commits of the same export and month");
        if (file != null) {
            file.advance();
        }
    }
}
