package io.commitlake.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions and the setting that determine the bytes of an export's files, besides the rest of the claim. A claim writes them as
 * {@code rows 2 git 2.39.5, files 1 parquet 1.18.1, people clear}.
 *
 * <p>Only this class decides which of two formats is newer: the versions of the rows decide; if those are equal, the
 * versions of the files, then of Parquet, then of Git. The order is total, so that of two workers with different
 * formats exactly one may give up the other's claims, even if one has the newer Git and the other the newer Commitlake.
 * People modes have no age, and their order here means nothing: two claims of one dataset have the same mode.
 *
 * @param rows Commitlake's version of the rows' content
 * @param git the version of Git that counts lines and finds renames
 * @param files Commitlake's version of the file layout
 * @param parquet the version of the library that writes the Parquet files
 * @param people how much the dataset keeps of people
 */
public record Format(int rows, Version git, int files, Version parquet, People people) implements Comparable<Format> {
    private static final Pattern TEXT =
            Pattern.compile("rows (\\d{1,9}) git ([^ ,]+), files (\\d{1,9}) parquet ([^ ,]+), people ([a-z]+)");

    private static final Comparator<Format> OLDEST_FIRST = Comparator.comparingInt(Format::rows)
            .thenComparingInt(Format::files)
            .thenComparing(Format::parquet)
            .thenComparing(Format::git)
            .thenComparing(Format::people);

    /** Reads the format of a claim; empty if the text has another form, such as that of a future version. */
    public static Optional<Format> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? People.parse(parts.group(5))
                        .map(people -> new Format(
                                Integer.parseInt(parts.group(1)),
                                new Version(parts.group(2)),
                                Integer.parseInt(parts.group(3)),
                                new Version(parts.group(4)),
                                people))
                : Optional.empty();
    }

    @Override
    public int compareTo(Format other) {
        return OLDEST_FIRST.compare(this, other);
    }

    @Override
    public String toString() {
        return "rows " + rows + " git " + git + ", files " + files + " parquet " + parquet + ", people "
                + people.text();
    }

    /**
     * A program's version: numbers separated by dots, and an optional suffix. {@code 2.39.5} is older than
     * {@code 2.47.3}, and a version with a suffix, such as {@code 2.48.0-rc1}, is older than {@code 2.48.0}.
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
