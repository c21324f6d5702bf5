package io.commitlake.history.git.pack;

/** The types of Git's objects. */
public enum ObjectType {
    COMMIT,
    TREE,
    BLOB,
    TAG;

    /** The name in an object's header, such as {@code blob}. */
    public String text() {
        return switch (this) {
            case COMMIT -> "commit";
            case TREE -> "tree";
            case BLOB -> "blob";
            case TAG -> "tag";
        };
    }
}
