package io.commitlake.dataset.parquet;

import java.util.Arrays;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.io.api.Binary;

/**
 * Collects the commits of one row group for a bloom filter that fits their number. That number is known only at the end
 * of the group, while Parquet's own filters must be sized at its start.
 */
final class ShaFilter {
    private static final double FALSE_POSITIVES = 0.05;

    private final BlockSplitBloomFilter hash = new BlockSplitBloomFilter(BlockSplitBloomFilter.LOWER_BOUND_BYTES);
    private long[] hashes = new long[256];
    private int size;
    private String last = "";

    /** Adds a commit. Rows of one commit are adjacent, so repeated SHAs count once. */
    void add(String sha) {
        if (sha.equals(last)) {
            return;
        }
        last = sha;
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        hashes[size++] = hash.hash(Binary.fromString(sha));
    }

    BlockSplitBloomFilter filter() {
        BlockSplitBloomFilter filter =
                new BlockSplitBloomFilter(BlockSplitBloomFilter.optimalNumOfBits(size, FALSE_POSITIVES) / Byte.SIZE);
        for (int i = 0; i < size; i++) {
            filter.insertHash(hashes[i]);
        }
        return filter;
    }
}
