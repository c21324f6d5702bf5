package io.commitlake.history.lines;

/** The lines of a blob, as a diff sees them. */
public sealed interface BlobLines {
    /** The size of the blob in bytes. */
    long size();

    /**
     * A text blob.
     *
     * @param hashes a hash for each line, equal for equal lines; the newline is part of a line
     */
    record Text(long size, long[] hashes) implements BlobLines {}

    /** A binary blob, in which Git counts no lines. */
    record Binary(long size) implements BlobLines {}

    /** A blob with more or longer lines than memory should hold. */
    record TooMany(long size) implements BlobLines {}
}
