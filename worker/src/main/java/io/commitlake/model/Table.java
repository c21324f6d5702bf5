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

    /** The table's name, which is also the name of its folder and the start of its file names. */
    public String folder() {
        return folder;
    }
}
