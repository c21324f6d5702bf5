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

/** Computes the SHA-1 names of Git objects, and writes loose objects: both cover a header of type and size. */
public final class GitObject {
    private GitObject() {}

    /** Creates a SHA-1 digest. */
    public static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Creates a digest that has read an object's header; after the content, it yields the object's SHA. */
    public static MessageDigest digest(String type, long size) {
        MessageDigest sha1 = sha1();
        sha1.update(header(type, size));
        return sha1;
    }

    /** The SHA of an object. */
    public static String sha(String type, byte[] content) {
        return HexFormat.of().formatHex(digest(type, content.length).digest(content));
    }

    /**
     * Writes a loose object (gitformat-loose(5)).
     *
     * @param objects an existing folder of objects; it isn't created, so a folder removed at shutdown stays removed
     * @return the object's SHA
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

    /** The header that an object's name covers before its content. */
    public static byte[] header(String type, long size) {
        return (type + " " + size + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
