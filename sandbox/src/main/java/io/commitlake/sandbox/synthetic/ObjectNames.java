package io.commitlake.sandbox.synthetic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Computes the names that Git gives to objects, without a Git process. */
final class ObjectNames {
    private ObjectNames() {}

    static String blob(String contents) {
        return name("blob", contents.getBytes(StandardCharsets.UTF_8));
    }

    static String commit(byte[] object) {
        return name("commit", object);
    }

    /**
     * The name of the tree with these regular files.
     *
     * @param blobs the name of each file's blob, by the file's path
     */
    static String tree(Map<String, String> blobs) {
        // Git orders the entries of a tree as if the names of folders ended in a slash.
        SortedMap<String, String> files = new TreeMap<>();
        SortedMap<String, Map<String, String>> folders = new TreeMap<>();
        blobs.forEach((path, blob) -> {
            int slash = path.indexOf('/');
            if (slash < 0) {
                files.put(path, blob);
            } else {
                folders.computeIfAbsent(path.substring(0, slash + 1), folder -> new TreeMap<>())
                        .put(path.substring(slash + 1), blob);
            }
        });
        folders.forEach((folder, below) -> files.put(folder, tree(below)));
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        files.forEach((name, oid) -> {
            boolean isFolder = name.endsWith("/");
            String entry = isFolder ? "40000 " + name.substring(0, name.length() - 1) : "100644 " + name;
            object.writeBytes((entry + "\0").getBytes(StandardCharsets.UTF_8));
            object.writeBytes(HexFormat.of().parseHex(oid));
        });
        return name("tree", object.toByteArray());
    }

    private static String name(String type, byte[] object) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update((type + " " + object.length + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha1.digest(object));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
