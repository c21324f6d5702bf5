package io.commitlake.history.lines;

import java.util.Arrays;
import java.util.Optional;

/**
 * Splits blobs into lines, and hashes only the lines that a blob doesn't have in common with another version at its start
 * or end. Not thread-safe.
 */
public final class BlobVersions {
    /** The numbers of lines that a version shares with another one at its start and at its end. */
    public record Common(int atStart, int atEnd) {
        public static final Common NOTHING = new Common(0, 0);
    }

    /**
     * The lines of a version.
     *
     * @param table empty if the blob is binary, or has more or longer lines than {@link LineHashes} reads
     */
    public record Version(byte[] content, Optional<LineTable> table, boolean isBinary, Common common) {
        /** The same version, as one that has nothing in common with another one. */
        public Version alone() {
            return new Version(content, table, isBinary, Common.NOTHING);
        }
    }

    private final LineTable.Builder lines = new LineTable.Builder();

    /** Splits a blob. */
    public Version read(byte[] blob) {
        lines.clear();
        return finish(blob, Common.NOTHING, LineHashes.isBinary(blob) || !LineHashes.add(blob, 0, blob.length, lines));
    }

    /** Splits the next version of a blob. */
    public Version read(byte[] blob, Version other) {
        if (other.table().isEmpty() || LineHashes.isBinary(blob)) {
            return read(blob);
        }
        LineTable table = other.table().get();
        byte[] before = other.content();
        int same = Arrays.mismatch(before, blob);
        int prefix = linesUpTo(table, same < 0 ? before.length : same);
        if (prefix > 0 && before[table.ends()[prefix - 1] - 1] != '\n') {
            prefix--; // here, that line may go on
        }
        int from = prefix == 0 ? 0 : table.ends()[prefix - 1];
        int suffixBytes = commonSuffix(before, blob, from);
        // A line starts in both versions where the byte before it, a newline, is in the common part.
        int suffix = table.ends().length - linesFrom(table, before.length - suffixBytes + 1, prefix);
        int suffixStart = suffix == 0
                ? blob.length
                : table.ends()[table.ends().length - suffix - 1] + blob.length - before.length;
        lines.clear();
        lines.addAll(table, 0, prefix, 0);
        boolean tooMany = !LineHashes.add(blob, from, suffixStart, lines);
        if (tooMany) {
            return finish(blob, Common.NOTHING, true);
        }
        lines.addAll(table, table.ends().length - suffix, table.ends().length, blob.length - before.length);
        return finish(blob, new Common(prefix, suffix), !LineHashes.isHeld(lines.count()));
    }

    private Version finish(byte[] blob, Common common, boolean without) {
        return without
                ? new Version(blob, Optional.empty(), LineHashes.isBinary(blob), Common.NOTHING)
                : new Version(blob, Optional.of(lines.build()), false, common);
    }

    /** The number of lines that end at or before a byte. */
    private static int linesUpTo(LineTable table, int bytes) {
        int at = Arrays.binarySearch(table.ends(), bytes);
        return at >= 0 ? at + 1 : -at - 1;
    }

    /** The first line, but none before {@code atLeast}, that starts at or after a byte and isn't the first of the blob. */
    private static int linesFrom(LineTable table, int bytes, int atLeast) {
        int at = Arrays.binarySearch(table.ends(), bytes);
        return Math.min(table.ends().length, Math.max(atLeast, (at >= 0 ? at : -at - 1) + 1));
    }

    /** The number of bytes that two blobs have in common at their ends, not counting those before {@code from}. */
    private static int commonSuffix(byte[] one, byte[] other, int from) {
        int max = Math.min(one.length, other.length) - from;
        int step = 64;
        int same = 0;
        while (same + step <= max && endAlike(one, other, same, step)) {
            same += step;
            step = Math.min(2 * step, 1 << 16);
        }
        // The difference is in the last step: halve it until it is found.
        for (step = Math.min(step, max - same); step > 0; step = Math.min(step / 2, max - same)) {
            while (same + step <= max && endAlike(one, other, same, step)) {
                same += step;
            }
        }
        return same;
    }

    /** Whether some bytes are the same in both blobs, those before the last {@code after} ones. */
    private static boolean endAlike(byte[] one, byte[] other, int after, int bytes) {
        int oneEnd = one.length - after;
        int otherEnd = other.length - after;
        return Arrays.equals(one, oneEnd - bytes, oneEnd, other, otherEnd - bytes, otherEnd);
    }
}
