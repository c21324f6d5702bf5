package io.commitlake.model.commit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What Git derives from the content of a file. */
public final class Blob {
    /** The bytes in which Git looks for a NUL. */
    private static final int BINARY_CHECK_BYTES = 8000;

    private Blob() {}

    /** Its name: the SHA-1 of the word blob, the size and the content. */
    public static String sha(byte[] content) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha1.digest(content));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /**
     * Whether Git takes it for binary: one of its first 8,000 bytes is a NUL.
     *
     * @param content the start of the content, of a file below Git's {@code core.bigFileThreshold} of 512 MB
     * @param size the number of bytes that are filled
     */
    public static boolean isBinary(byte[] content, int size) {
        for (int i = 0; i < Math.min(size, BINARY_CHECK_BYTES); i++) {
            if (content[i] == 0) {
                return true;
            }
        }
        return false;
    }
}
