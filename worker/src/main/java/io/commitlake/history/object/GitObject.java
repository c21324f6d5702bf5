package io.commitlake.history.object;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;

/** git's SHA-1, and objects as git names and keeps them: behind a header of their type and size. */
public final class GitObject {
    private GitObject() {}

    /** A new digest. */
    public static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** A digest that has read an object's header: with its content behind it, it gives the object's name. */
    public static MessageDigest named(String type, long size) {
        MessageDigest sha1 = sha1();
        sha1.update(header(type, size));
        return sha1;
    }

    /** An object's name. */
    public static String sha(String type, byte[] content) {
        return HexFormat.of().formatHex(named(type, content.length).digest(content));
    }

    /**
     * Writes an object as a loose one (gitformat-loose(5)).
     *
     * @param objects an existing folder of them: where it was removed, for the process is about to end, nothing comes back
     * @return its name
     */
    public static String write(Path objects, String type, byte[] content) throws IOException {
        String sha = sha(type, content);
        Path fanOut = objects.resolve(sha.substring(0, 2));
        if (!Files.exists(fanOut)) {
            Files.createDirectory(fanOut);
        }
        try (OutputStream out = new DeflaterOutputStream(Files.newOutputStream(fanOut.resolve(sha.substring(2))))) {
            out.write(header(type, content.length));
            out.write(content);
        }
        return sha;
    }

    private static byte[] header(String type, long size) {
        return (type + " " + size + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
