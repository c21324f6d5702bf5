package io.commitlake.history.lines;

/**
 * The numbers of lines that a change added and deleted.
 *
 * @param binary whether Git takes one of the versions for binary, and so counts no lines
 */
public record LineCount(long added, long deleted, boolean binary) {
    public static final LineCount NONE = new LineCount(0, 0);
    public static final LineCount BINARY = new LineCount(0, 0, true);

    /** The counts of a change between texts. */
    public LineCount(long added, long deleted) {
        this(added, deleted, false);
    }
}
