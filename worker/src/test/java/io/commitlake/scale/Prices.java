package io.commitlake.scale;

/**
 * Prices of Amazon S3, storage class Standard, in the region us-east-1, without those of traffic: none is charged between
 * a bucket and a machine in its region, nor for deletions.
 *
 * @see <a href="https://aws.amazon.com/s3/pricing/">Amazon S3 pricing</a>
 */
final class Prices {
    /** When these prices were last read. */
    static final String AS_OF = "November 2026";

    /** For PUT, COPY, POST and LIST. */
    static final double DOLLARS_PER_1000_PUTS = 0.005;

    /** For GET, SELECT, HEAD and all others but DELETE. */
    static final double DOLLARS_PER_1000_GETS = 0.0004;

    /** For the first 50 TB; S3 counts a gigabyte as 2^30 bytes. */
    static final double DOLLARS_PER_GIGABYTE_MONTH = 0.023;

    private static final double GIGABYTE = 1L << 30;

    private Prices() {}

    static double requests(long puts, long gets) {
        return (puts * DOLLARS_PER_1000_PUTS + gets * DOLLARS_PER_1000_GETS) / 1000;
    }

    static double month(long bytes) {
        return bytes / GIGABYTE * DOLLARS_PER_GIGABYTE_MONTH;
    }
}
