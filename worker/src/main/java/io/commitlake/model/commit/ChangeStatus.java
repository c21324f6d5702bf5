package io.commitlake.model.commit;

/** The kind of change that a commit made to a file, in GitHub's terms. */
public enum ChangeStatus {
    ADDED,
    MODIFIED,
    REMOVED,
    RENAMED,
    /** The type changed: for example, a file became a symbolic link or a submodule, or vice versa. */
    CHANGED;

    private final String text = name().toLowerCase(java.util.Locale.ROOT);

    /** The status as the dataset writes it: {@code added}, {@code modified}, … */
    public String text() {
        return text;
    }
}
