package io.commitlake.history.object;

import io.commitlake.history.NewCommits.Span;
import io.commitlake.model.commit.CommitMonth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The shas and dates of an export's commits, ordered by date, then by sha: 28 bytes a commit once it is sorted, for it
 * is all that grows with a history.
 */
public final class CommitIndex {
    /** Bits of a key for a commit's place; the other 38 hold every second up to the end of 9999. */
    private static final int PLACE_BITS = 26;

    private static final int MOST = 1 << PLACE_BITS;
    /** Months are read together up to here, so that starting a reader doesn't weigh; a larger month stands alone. */
    private static final int SPAN_COMMITS = 256;

    private static final int SHA_BYTES = 20;
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] shas;
    /** {@code (seconds << PLACE_BITS | place)}, as an unsigned number. */
    private final long[] keys;

    private CommitIndex(byte[] shas, long[] keys) {
        this.shas = shas;
        this.keys = keys;
    }

    public int size() {
        return keys.length;
    }

    public String sha(int at) {
        int place = place(keys[at]) * SHA_BYTES;
        return HEX.formatHex(shas, place, place + SHA_BYTES);
    }

    /** The committer's date, as {@link RawCommit} reads it. */
    public long seconds(int at) {
        return keys[at] >>> PLACE_BITS;
    }

    /** The commits in spans of whole months: what one reader reads. */
    public List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        int from = 0;
        CommitMonth first = null;
        CommitMonth month = null;
        for (int at = 0; at < size(); at++) {
            CommitMonth next = CommitMonth.of(Instant.ofEpochSecond(seconds(at)));
            if (first != null && !next.equals(month) && at - from >= SPAN_COMMITS) {
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

    private static int place(long key) {
        return (int) (key & (MOST - 1));
    }

    /** Takes commits in any order. */
    public static final class Builder {
        private byte[] shas = new byte[64 * SHA_BYTES];
        private long[] keys = new long[64];
        private int size;

        public void add(String sha, long seconds) {
            if (size == MOST) {
                throw new IllegalStateException("more than " + MOST + " commits in one export");
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size + (size >> 1));
                shas = Arrays.copyOf(shas, keys.length * SHA_BYTES);
            }
            HEX.parseHex(sha); // refuses what is no sha
            for (int i = 0; i < SHA_BYTES; i++) {
                shas[size * SHA_BYTES + i] = (byte) HexFormat.fromHexDigits(sha, 2 * i, 2 * i + 2);
            }
            keys[size] = (seconds << PLACE_BITS) | size;
            size++;
        }

        public CommitIndex sorted() {
            byte[] names = Arrays.copyOf(shas, size * SHA_BYTES);
            long[] order = Arrays.copyOf(keys, size);
            flipSign(order); // dates past 6325 set the topmost bit
            Arrays.sort(order);
            flipSign(order);
            for (int from = 0; from < size; ) {
                int to = from + 1;
                while (to < size && order[to] >>> PLACE_BITS == order[from] >>> PLACE_BITS) {
                    to++;
                }
                sortByName(order, from, to, names);
                from = to;
            }
            return new CommitIndex(names, order);
        }

        private static void flipSign(long[] order) {
            for (int i = 0; i < order.length; i++) {
                order[i] ^= Long.MIN_VALUE;
            }
        }

        private static void sortByName(long[] order, int from, int to, byte[] names) {
            if (to - from < 2) {
                return;
            }
            Long[] sameDate = Arrays.stream(order, from, to).boxed().toArray(Long[]::new);
            Arrays.sort(sameDate, (a, b) -> {
                int x = place(a) * SHA_BYTES;
                int y = place(b) * SHA_BYTES;
                return Arrays.compareUnsigned(names, x, x + SHA_BYTES, names, y, y + SHA_BYTES);
            });
            for (int i = 0; i < sameDate.length; i++) {
                order[from + i] = sameDate[i];
            }
        }
    }
}
