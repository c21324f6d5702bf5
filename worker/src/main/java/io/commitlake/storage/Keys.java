package io.commitlake.storage;

/** What is a key, the same on every store. */
final class Keys {
    /** Where a folder's storage keeps what isn't an object yet; no key leads into it, on no store. */
    static final String SCRATCH = ".commitlake-tmp";

    private Keys() {}

    /** The key itself, if it is one: no slash at either end, no empty, {@code .} or {@code ..} part. */
    static String checked(String key) {
        for (String part : key.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "a key has no slash at its ends and no empty, . or .. part: \"" + key + "\"");
            }
        }
        if (key.equals(SCRATCH) || key.startsWith(SCRATCH + "/")) {
            throw new IllegalArgumentException("a key can't lie in " + SCRATCH + ": \"" + key + "\"");
        }
        return key;
    }

    /** The prefix itself, if keys can start with it. */
    static String checkedPrefix(String prefix) {
        int slash = prefix.lastIndexOf('/');
        if (slash >= 0) {
            checked(prefix.substring(0, slash));
        }
        return prefix;
    }

    /** The prefix itself, if it is empty or a folder's with its slash. */
    static String checkedFolder(String prefix) {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("a folder's prefix ends in a slash: \"" + prefix + "\"");
        }
        return checkedPrefix(prefix);
    }
}
