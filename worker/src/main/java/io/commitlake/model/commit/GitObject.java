package io.commitlake.model.commit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes the SHA-1 names of Git objects, which cover a header of type and size. */
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

    /** The header that an object's name covers before its content. */
    public static byte[] header(String type, long size) {
        return (type + " " + size + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
