package io.commitlake.model;

/**
 * A data file that a worker wrote.
 *
 * @param key the file's key in the store
 * @param rows the number of rows, at least 1
 * @param bytes the file's size, at least 1
 * @param sha256 the SHA-256 of the file's bytes, in hexadecimal
 */
public record DataFile(String key, long rows, long bytes, String sha256) {
    public DataFile {
        Sha256.checked(sha256);
        if (rows <= 0 || bytes <= 0) {
            throw new IllegalArgumentException(key + " can't have " + rows + " rows in " + bytes + " bytes");
        }
    }
}
