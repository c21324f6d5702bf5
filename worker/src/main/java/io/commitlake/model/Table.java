package io.commitlake.model;

/** The three tables that are partitioned by repository and month. */
public enum Table {
    COMMITS("commits"),
    FILE_CHANGES("file_changes"),
    FILE_STATES("file_states");

    private final String folder;

    Table(String folder) {
        this.folder = folder;
    }

    /** Its name, which is its folder's and the start of its files' names. */
    public String folder() {
        return folder;
    }
}
