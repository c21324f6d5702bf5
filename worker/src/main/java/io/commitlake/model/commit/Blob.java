package io.commitlake.model.commit;

/** How Git sees the content of a file. */
public final class Blob {
    /** The bytes in which Git looks for a NUL. */
    private static final int BINARY_CHECK_BYTES = 8000;

    private Blob() {}

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
