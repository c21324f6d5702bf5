package io.commitlake.model;

import java.util.List;

/** The tables whose files each belong to one export: three with a file for each month, and the file contents. */
public enum Table {
    COMMITS("commits"),
    FILE_CHANGES("file_changes"),
    FILE_STATES("file_states"),
    FILE_CONTENTS("file_contents");

    /** The tables that are partitioned by repository and month. */
    public static final List<Table> BY_MONTH = List.of(COMMITS, FILE_CHANGES, FILE_STATES);

    private final String folder;

    Table(String folder) {
        this.folder = folder;
    }

    /** The table's name, which is also the name of its folder and the start of its file names. */
    public String folder() {
        return folder;
    }
}
