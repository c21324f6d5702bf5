package io.commitlake.dataset;

/** What the bytes of data files depend on beside their rows. */
public final class FileFormat {
    /**
     * Of how this package writes files, with the libraries that do. It goes up with any change that makes other bytes
     * of the same rows: a claim made under another version isn't carried out under this one.
     */
    public static final String VERSION = "1 parquet " + org.apache.parquet.Version.VERSION_NUMBER;

    private FileFormat() {}
}
