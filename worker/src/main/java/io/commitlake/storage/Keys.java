package io.commitlake.storage;

/** Checks keys by the same rules for every store. */
final class Keys {
    /** The folder for temporary files in a folder's storage. No key may be in it, whatever the store. */
    static final String SCRATCH = ".commitlake-tmp";

    private Keys() {}

    /** Returns the key if it is valid: no slash at either end and no empty, {@code .} or {@code ..} part. */
    static String checked(String key) {
        for (String part : key.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "a key has no slash at its ends and no empty, . or .. part: \"" + key + "\"");
            }
        }
        if (key.equals(SCRATCH) || key.startsWith(SCRATCH + "/")) {
            throw new IllegalArgumentException("a key can't be in " + SCRATCH + ": \"" + key + "\"");
        }
        return key;
    }

    /** Returns the prefix if a key can start with it. */
    static String checkedPrefix(String prefix) {
        int slash = prefix.lastIndexOf('/');
        if (slash >= 0) {
            checked(prefix.substring(0, slash));
        }
        return prefix;
    }

    /** Returns the prefix if it is empty or a folder with its slash. */
    static String checkedFolder(String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("a folder's prefix ends in a slash: \"" + prefix + "\"");
        }
        return checkedPrefix(prefix);
    }
}
