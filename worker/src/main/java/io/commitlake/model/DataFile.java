package io.commitlake.model;

/**
 * A file of an export, as it was written.
 *
 * @param key in the store
 * @param rows in it
 * @param bytes its size
 * @param sha256 of its bytes, in hexadecimal
 */
public record DataFile(String key, long rows, long bytes, String sha256) {
    public DataFile {
        Sha256.checked(sha256);
        if (rows <= 0 || bytes <= 0) {
            throw new IllegalArgumentException(key + " can't have " + rows + " rows in " + bytes + " bytes");
        }
    }
}
