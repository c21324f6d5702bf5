package io.commitlake.history.lines;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The lines that git counts between two blobs that are at hand. */
public final class BlobDiff {
    private BlobDiff() {}

    /**
     * What git's {@code --numstat} says; none of binary blobs.
     *
     * @param before empty bytes where there was none
     * @param after likewise
     * @return empty where git's own rules, which this doesn't know, decide
     */
    public static Optional<LineCount> count(byte[] before, byte[] after) {
        BlobLines left = lines(before);
        BlobLines right = lines(after);
        if (left instanceof BlobLines.Binary || right instanceof BlobLines.Binary) {
            return Optional.of(LineCount.NONE);
        }
        return left instanceof BlobLines.Text(long leftSize, long[] leftLines)
                        && right instanceof BlobLines.Text(long rightSize, long[] rightLines)
                ? ShortestEdit.between(leftLines, rightLines)
                : Optional.empty();
    }

    /** Whether git takes it for binary, so that it counts no lines in it. */
    public static boolean isBinary(byte[] blob) {
        return lines(blob) instanceof BlobLines.Binary;
    }

    private static BlobLines lines(byte[] blob) {
        try {
            return new LineHashes().read(new ByteArrayInputStream(blob), blob.length);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
