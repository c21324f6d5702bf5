package io.commitlake.model.commit;

/** What a commit did to a file, in GitHub's words. */
public enum ChangeStatus {
    ADDED,
    MODIFIED,
    REMOVED,
    RENAMED,
    /** Its type changed: a file became a symbolic link, a submodule, or the other way round. */
    CHANGED;

    private final String text = name().toLowerCase(java.util.Locale.ROOT);

    /** As the dataset has it: {@code added}, {@code modified}, … */
    public String text() {
        return text;
    }
}
