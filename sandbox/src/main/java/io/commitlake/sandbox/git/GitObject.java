package io.commitlake.sandbox.git;

import java.util.Locale;

/** The name, type and size in bytes of an object, as {@code git cat-file} prints them. */
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
