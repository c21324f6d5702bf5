package io.commitlake.dataset.contents;

/**
 * A file state's use of a blob.
 *
 * @param sha the blob's SHA
 * @param size the blob's size in bytes
 * @param flags what the caller knows of this use, as bits
 * @param file the number of the file with the file state, as the caller counts
 * @param row the number of the file state's row in that file, from 0
 */
public record BlobUse(String sha, long size, int flags, int file, int row) {
    /** The bytes of a use on disk. */
    static final int BYTES = BlobUses.SHA_BYTES + Long.BYTES + 1 + 2 * Integer.BYTES;

    public BlobUse {
        if (size < 0 || flags < 0 || flags > Byte.MAX_VALUE || file < 0 || row < 0) {
            throw new IllegalArgumentException("blob " + sha + " can't have " + size + " bytes and the flags " + flags
                    + " in row " + row + " of file " + file);
        }
    }
}
