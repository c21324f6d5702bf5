package io.commitlake.history.lines;

import java.util.Arrays;

/**
 * The lines of a text blob in memory.
 *
 * @param hashes a hash for each line, as in {@link BlobLines.Text}
 * @param ends where each line ends in the blob, its newline included
 */
public record LineTable(long[] hashes, int[] ends) {
    /** Lines that can be added one after another. */
    static final class Builder {
        private long[] hashes = new long[256];
        private int[] ends = new int[256];
        private int count;

        void add(long hash, int end) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            hashes[count] = hash;
            ends[count++] = end;
        }

        /**
         * Adds lines of another version of the blob.
         *
         * @param shift how much later they end here, in bytes
         */
        void addAll(LineTable other, int from, int to, int shift) {
            int more = to - from;
            if (count + more > hashes.length) {
                int capacity = Math.max(2 * count, count + more);
                hashes = Arrays.copyOf(hashes, capacity);
                ends = Arrays.copyOf(ends, capacity);
            }
            System.arraycopy(other.hashes, from, hashes, count, more);
            for (int i = 0; i < more; i++) {
                ends[count + i] = other.ends[from + i] + shift;
            }
            count += more;
        }

        int count() {
            return count;
        }

        void clear() {
            count = 0;
        }

        LineTable build() {
            return new LineTable(Arrays.copyOf(hashes, count), Arrays.copyOf(ends, count));
        }
    }
}
