package io.commitlake.history.lines;

import java.util.Optional;

/** Counts the changed lines between two blobs in memory, as Git does. */
public final class BlobDiff {
    private BlobDiff() {}

    /**
     * Counts lines as {@code git diff --numstat} does.
     *
     * @param before the blob before the change; no bytes for an added file
     * @param after the blob after the change; no bytes for a removed file
     * @return empty if only Git itself can tell the counts
     */
    public static Optional<LineCount> count(byte[] before, byte[] after) {
        BlobLines left = new LineHashes().read(before);
        BlobLines right = new LineHashes().read(after);
        if (left instanceof BlobLines.Binary || right instanceof BlobLines.Binary) {
            return Optional.of(LineCount.BINARY);
        }
        return left instanceof BlobLines.Text(long leftSize, long[] leftLines)
                        && right instanceof BlobLines.Text(long rightSize, long[] rightLines)
                ? ShortestEdit.between(leftLines, rightLines)
                : Optional.empty();
    }

    /** Whether Git treats the blob as binary, and so counts no lines in it. */
    public static boolean isBinary(byte[] blob) {
        return LineHashes.isBinary(blob);
    }
}
