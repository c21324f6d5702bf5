package io.commitlake.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an export's bytes depend on beside its claim. A claim has it as {@code rows 2 git 2.39.5, files 1 parquet 1.18.1}.
 *
 * <p>This is the one place that says which of two formats is newer: the one with the higher version of rows; where those are
 * equal, of files; then of Parquet; then of Git. The order is total, so that of two workers with different formats exactly
 * one may give up the other's claims, also where one has the newer Git and the other the newer Commitlake.
 *
 * @param rows this program's version of the rows
 * @param git the version of Git that counts lines and finds renames
 * @param files this program's version of the files
 * @param parquet the version of the library that writes them
 */
public record Format(int rows, Version git, int files, Version parquet) implements Comparable<Format> {
    private static final Pattern TEXT =
            Pattern.compile("rows (\\d{1,9}) git ([^ ,]+), files (\\d{1,9}) parquet ([^ ,]+)");

    private static final Comparator<Format> OLDEST_FIRST = Comparator.comparingInt(Format::rows)
            .thenComparingInt(Format::files)
            .thenComparing(Format::parquet)
            .thenComparing(Format::git);

    /** The format of a claim; empty where it isn't written in this way, as that of a future version may be. */
    public static Optional<Format> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new Format(
                        Integer.parseInt(parts.group(1)),
                        new Version(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        new Version(parts.group(4))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Format other) {
        return OLDEST_FIRST.compare(this, other);
    }

    @Override
    public String toString() {
        return "rows " + rows + " git " + git + ", files " + files + " parquet " + parquet;
    }

    /**
     * A program's version: numbers with dots between them, and perhaps more. {@code 2.39.5} is older than {@code 2.47.3};
     * {@code 2.48.0-rc1}, which has more after the same numbers, is older than {@code 2.48.0}.
     */
    public record Version(String text) implements Comparable<Version> {
        private static final Pattern NUMBERS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})*");

        @Override
        public int compareTo(Version other) {
            int byNumbers = Arrays.compare(numbers(), other.numbers());
            if (byNumbers != 0) {
                return byNumbers;
            }
            boolean release = text.equals(leading());
            boolean otherRelease = other.text.equals(other.leading());
            return release == otherRelease ? text.compareTo(other.text) : Boolean.compare(release, otherRelease);
        }

        private int[] numbers() {
            String leading = leading();
            return leading.isEmpty()
                    ? new int[0]
                    : Arrays.stream(leading.split("\\.", -1))
                            .mapToInt(Integer::parseInt)
                            .toArray();
        }

        private String leading() {
            Matcher numbers = NUMBERS.matcher(text);
            return numbers.lookingAt() ? numbers.group() : "";
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
