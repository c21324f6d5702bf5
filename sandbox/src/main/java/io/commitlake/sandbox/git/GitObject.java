package io.commitlake.sandbox.git;

import java.util.Locale;

/** An object's name, type and size in bytes, as {@code git cat-file} gives them. */
public record GitObject(String oid, Type type, long size) {
    public enum Type {
        COMMIT,
        TREE,
        BLOB,
        TAG;

        static Type of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
