package io.commitlake.dataset;

/** The file format, which together with the rows decides the bytes of a data file. */
public final class FileFormat {
    /**
     * The version of this package's format, with the version of the Parquet library. Any change that makes different
     * bytes from the same rows raises it: a worker doesn't execute claims made under another version.
     */
    public static final String VERSION = "2 parquet " + org.apache.parquet.Version.VERSION_NUMBER;

    private FileFormat() {}
}
