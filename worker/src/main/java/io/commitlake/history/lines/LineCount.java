package io.commitlake.history.lines;

/** The numbers of lines that a change added and deleted. */
public record LineCount(long added, long deleted) {
    public static final LineCount NONE = new LineCount(0, 0);
}
