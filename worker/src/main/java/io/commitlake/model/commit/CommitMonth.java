package io.commitlake.model.commit;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;

/**
 * The month, in UTC, under which the dataset stores a commit's rows.
 *
 * @param month the month, from 1970-01 to 9999-12
 */
public record CommitMonth(YearMonth month) implements Comparable<CommitMonth> {
    /** The last second of the year 9999. Later dates count as 1970-01-01T00:00Z. */
    public static final long LAST_SECOND = 253_402_300_799L;

    public CommitMonth {
        if (month.getYear() < 1970 || month.getYear() > 9999) {
            throw new IllegalArgumentException("a commit's month is from 1970-01 to 9999-12, not " + month);
        }
    }

    public static CommitMonth of(Instant at) {
        return new CommitMonth(YearMonth.from(at.atOffset(ZoneOffset.UTC)));
    }

    /** Reads {@code YYYY-MM}. */
    public static CommitMonth parse(String text) {
        return new CommitMonth(YearMonth.parse(text));
    }

    @Override
    public int compareTo(CommitMonth other) {
        return Comparator.comparing(CommitMonth::month).compare(this, other);
    }

    /** {@code YYYY-MM}. */
    @Override
    public String toString() {
        return month.toString();
    }
}
