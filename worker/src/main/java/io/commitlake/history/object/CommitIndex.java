package io.commitlake.history.object;

import io.commitlake.history.NewCommits.Span;
import io.commitlake.model.commit.CommitMonth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The SHAs and dates of an export's commits, ordered by date, then by SHA. A commit takes only 28 bytes once sorted,
 * because this index is all that grows with a history.
 */
public final class CommitIndex {
    /** Bits of a key that hold the position of a commit's SHA; the other 38 hold every second up to the end of 9999. */
    private static final int POSITION_BITS = 26;

    private static final int MAX_COMMITS = 1 << POSITION_BITS;
    /** A span ends with the month that brings it to this many commits, so that small months share a reader. */
    private static final int MIN_SPAN_COMMITS = 256;

    private static final int SHA_BYTES = 20;
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] shas;
    /** {@code (seconds << POSITION_BITS | position)}, as an unsigned number. */
    private final long[] keys;

    private CommitIndex(byte[] shas, long[] keys) {
        this.shas = shas;
        this.keys = keys;
    }

    public int size() {
        return keys.length;
    }

    public String sha(int index) {
        int offset = position(keys[index]) * SHA_BYTES;
        return HEX.formatHex(shas, offset, offset + SHA_BYTES);
    }

    /** The committer's date in seconds since 1970, as {@link RawCommit} reads it. */
    public long seconds(int index) {
        return keys[index] >>> POSITION_BITS;
    }

    /** Divides the commits into spans of whole months, one for each reader. */
    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        int from = 0;
        CommitMonth first = null;
        CommitMonth month = null;
        for (int at = 0; at < size(); at++) {
            CommitMonth next = CommitMonth.of(Instant.ofEpochSecond(seconds(at)));
            if (first != null && !next.equals(month) && at - from >= MIN_SPAN_COMMITS) {
                spans.add(new Span(first, from, at));
                from = at;
                first = next;
            }
            first = first == null ? next : first;
            month = next;
        }
        if (first != null) {
            spans.add(new Span(first, from, size()));
        }
        return spans;
    }

    private static int position(long key) {
        return (int) (key & (MAX_COMMITS - 1));
    }

    /** Collects commits in any order. */
    public static final class Builder {
        private byte[] shas = new byte[64 * SHA_BYTES];
        private long[] keys = new long[64];
        private int size;

        public void add(String sha, long seconds) {
            if (size == MAX_COMMITS) {
                throw new IllegalStateException("more than " + MAX_COMMITS + " commits in one export");
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size + (size >> 1));
                shas = Arrays.copyOf(shas, keys.length * SHA_BYTES);
            }
            HEX.parseHex(sha); // throws if it isn't hexadecimal
            for (int i = 0; i < SHA_BYTES; i++) {
                shas[size * SHA_BYTES + i] = (byte) HexFormat.fromHexDigits(sha, 2 * i, 2 * i + 2);
            }
            keys[size] = (seconds << POSITION_BITS) | size;
            size++;
        }

        public CommitIndex sorted() {
            byte[] trimmed = Arrays.copyOf(shas, size * SHA_BYTES);
            long[] order = Arrays.copyOf(keys, size);
            flipSign(order); // dates after 6325 set the sign bit
            Arrays.sort(order);
            flipSign(order);
            for (int from = 0; from < size; ) {
                int to = from + 1;
                while (to < size && order[to] >>> POSITION_BITS == order[from] >>> POSITION_BITS) {
                    to++;
                }
                sortBySha(order, from, to, trimmed);
                from = to;
            }
            return new CommitIndex(trimmed, order);
        }

        private static void flipSign(long[] order) {
            for (int i = 0; i < order.length; i++) {
                order[i] ^= Long.MIN_VALUE;
            }
        }

        private static void sortBySha(long[] order, int from, int to, byte[] shas) {
            if (to - from < 2) {
                return;
            }
            Long[] sameDate = Arrays.stream(order, from, to).boxed().toArray(Long[]::new);
            Arrays.sort(sameDate, (a, b) -> {
                int x = position(a) * SHA_BYTES;
                int y = position(b) * SHA_BYTES;
                return Arrays.compareUnsigned(shas, x, x + SHA_BYTES, shas, y, y + SHA_BYTES);
            });
            for (int i = 0; i < sameDate.length; i++) {
                order[from + i] = sameDate[i];
            }
        }
    }
}
