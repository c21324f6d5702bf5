package io.commitlake.cli.progress;

import java.time.Duration;
import java.util.Locale;

/** Words for amounts of work and time. */
final class Amounts {
    /** The unit of a count whose amounts are shown as sizes. */
    static final String BYTES = "bytes";

    private static final String[] SIZES = {"kB", "MB", "GB", "TB"};

    private Amounts() {}

    /** How far a count is: {@code 12 of 30 commits}, {@code 12 commits} without a total, {@code 3.4 MB} of bytes. */
    static String of(long done, long total, String unit) {
        if (unit.equals(BYTES)) {
            return total > 0 ? size(done) + " of " + size(total) : size(done);
        }
        return total > 0
                ? String.format(Locale.ROOT, "%,d of %,d %s", done, total, unit)
                : String.format(Locale.ROOT, "%,d %s", done, unit);
    }

    private static String size(long bytes) {
        double amount = bytes / 1000.0;
        int size = 0;
        while (amount >= 999.5 && size < SIZES.length - 1) {
            amount /= 1000;
            size++;
        }
        return String.format(Locale.ROOT, size > 0 && amount < 99.5 ? "%.1f %s" : "%.0f %s", amount, SIZES[size]);
    }

    /** The time left, no more precise than an estimate can be: {@code about 12 minutes left}. */
    static String left(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 55) {
            return "about " + Math.max(10, (seconds + 5) / 10 * 10) + " seconds left";
        }
        long minutes = Math.max(1, (seconds + 30) / 60);
        if (minutes < 90) {
            return "about " + counted(minutes, "minute") + " left";
        }
        return "about " + counted((minutes + 30) / 60, "hour") + " left";
    }

    private static String counted(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** The time that something took, such as {@code 12.3 s}. */
    static String took(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
