package io.commitlake.sandbox.synthetic;

/** A change of one file in a generated commit, as git-fast-import(1) knows it. */
sealed interface FileChange {
    record Deleted(String path) implements FileChange {}

    record Renamed(String from, String to) implements FileChange {}

    /** The file has these contents now, whether it is new or not. */
    record Written(String path, String contents) implements FileChange {}
}
