package io.commitlake.history.lines;

/** A blob as a diff sees it. */
public sealed interface BlobLines {
    /** In bytes. */
    long size();

    /**
     * Lines.
     *
     * @param hashes equal where the lines are; a last line without a newline differs from the same one with it
     */
    record Text(long size, long[] hashes) implements BlobLines {}

    /** No lines at all: git counts none. */
    record Binary(long size) implements BlobLines {}

    /** More than is held in memory. */
    record TooMany(long size) implements BlobLines {}
}
