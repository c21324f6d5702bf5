package io.commitlake.history.lines;

import java.util.Arrays;
import java.util.Optional;

/**
 * Counts the lines that a change added and deleted, if Git is certain to find a shortest edit script.
 *
 * <p>Git's default diff searches for a shortest edit script (E. W. Myers, "An O(ND) Difference Algorithm and Its
 * Variations", 1986); all shortest scripts have the same counts. Before the search, Git marks lines as changed if the
 * other side lacks them, or if they are frequent there and such lines surround them ({@code xdl_cleanup_records} in its
 * xdiff/xprepare.c, the same since 2006); this class does so too. If the two sides are too far apart, Git may settle
 * for a longer script. The distance shows this; this class then returns nothing, and Git itself must count.
 */
public final class ShortestEdit {
    /** The largest distance to trust: Git searches from both ends and stays exact for 256 steps from each. */
    private static final int MAX_DISTANCE = 500;

    /** Lines before and after a frequent line that Git considers when it decides whether to keep that line. */
    private static final int WINDOW = 100;

    /** Git keeps a frequent line unless more than this many missing lines surround it for each frequent one. */
    private static final int MAJORITY = 3;

    /** With at most this many missing lines, Git keeps every frequent line, because it counts the line itself twice. */
    private static final int MAX_MISSING_TO_KEEP = 2 * MAJORITY;

    private static final int MISSING = 0;
    private static final int ORDINARY = 1;
    private static final int FREQUENT = 2;

    private final long[] before;
    private final long[] after;
    /** The first line after the common prefix; the ends lie before the common suffix. */
    private final int from;

    private final int beforeEnd;
    private final int afterEnd;

    private ShortestEdit(long[] before, long[] after, int from, int beforeEnd, int afterEnd) {
        this.before = before;
        this.after = after;
        this.from = from;
        this.beforeEnd = beforeEnd;
        this.afterEnd = afterEnd;
    }

    /** Counts the lines; empty if Git may settle for a script that is not shortest. */
    public static Optional<LineCount> between(long[] before, long[] after) {
        int from = Arrays.mismatch(before, after);
        if (from < 0) {
            return Optional.of(LineCount.NONE);
        }
        int beforeEnd = before.length;
        int afterEnd = after.length;
        while (beforeEnd > from && afterEnd > from && before[beforeEnd - 1] == after[afterEnd - 1]) {
            beforeEnd--;
            afterEnd--;
        }
        if (beforeEnd == from || afterEnd == from) {
            return Optional.of(new LineCount(afterEnd - from, beforeEnd - from));
        }
        return new ShortestEdit(before, after, from, beforeEnd, afterEnd).counts();
    }

    private Optional<LineCount> counts() {
        int removed = beforeEnd - from;
        int added = afterEnd - from;
        Occurrences occurrences = new Occurrences(removed + added);
        int[] beforeSlots = occurrences.slots(before, from, beforeEnd, 0);
        int[] afterSlots = occurrences.slots(after, from, afterEnd, 1);
        int beforeMissing = occurrences.missing(beforeSlots, 1);
        int afterMissing = occurrences.missing(afterSlots, 0);
        // Occurrences outside the middle matter only if Git may drop frequent lines. If it can't, this search also
        // drops
        // lines that the other middle lacks but Git keeps: they match nothing, and only add to the distance.
        int unmatched = beforeMissing + afterMissing;
        if (Math.max(beforeMissing, afterMissing) > MAX_MISSING_TO_KEEP) {
            occurrences.countElsewhere(before, 0, from);
            occurrences.countElsewhere(before, beforeEnd, before.length);
            unmatched = 0;
        }
        byte[] beforeKinds = occurrences.kinds(beforeSlots, 1, frequencyThreshold(before.length));
        byte[] afterKinds = occurrences.kinds(afterSlots, 0, frequencyThreshold(after.length));
        int[] beforeKept = kept(beforeSlots, beforeKinds);
        int[] afterKept = kept(afterSlots, afterKinds);
        int distance = distance(beforeKept, afterKept);
        if (distance + unmatched > MAX_DISTANCE) {
            return Optional.empty();
        }
        int same = (beforeKept.length + afterKept.length - distance) / 2;
        return Optional.of(new LineCount(added - same, removed - same));
    }

    /** Occurrences that make a line frequent: the power of two above the root. Git's cap of 1024 is out of reach. */
    private static int frequencyThreshold(int lines) {
        int root = 1;
        for (int left = lines; left > 0; left >>= 2) {
            root <<= 1;
        }
        return root;
    }

    /** The slots of the lines that Git compares. */
    private static int[] kept(int[] slots, byte[] kinds) {
        int[] kept = new int[slots.length];
        int size = 0;
        for (int i = 0; i < slots.length; i++) {
            if (kinds[i] == ORDINARY || (kinds[i] == FREQUENT && !isAmongMissing(kinds, i))) {
                kept[size++] = slots[i];
            }
        }
        return Arrays.copyOf(kept, size);
    }

    /** Whether missing lines surround a frequent line, with no ordinary line between, and form the majority. */
    private static boolean isAmongMissing(byte[] kinds, int frequent) {
        int missing = 0;
        int frequentLines = 2; // Git counts the line itself once for each side
        for (int i = frequent - 1; i >= Math.max(0, frequent - WINDOW) && kinds[i] != ORDINARY; i--) {
            missing += kinds[i] == MISSING ? 1 : 0;
            frequentLines += kinds[i] == FREQUENT ? 1 : 0;
        }
        int before = missing;
        for (int i = frequent + 1; i < Math.min(kinds.length, frequent + WINDOW + 1) && kinds[i] != ORDINARY; i++) {
            missing += kinds[i] == MISSING ? 1 : 0;
            frequentLines += kinds[i] == FREQUENT ? 1 : 0;
        }
        return before > 0 && missing > before && MAJORITY * frequentLines < missing;
    }

    /** Myers' greedy search for the length of a shortest script; MAX_DISTANCE + 1 for any longer script. */
    private static int distance(int[] a, int[] b) {
        int[] furthest = new int[2 * MAX_DISTANCE + 3];
        int middle = MAX_DISTANCE + 1;
        for (int edits = Math.abs(a.length - b.length) > MAX_DISTANCE ? MAX_DISTANCE + 1 : 0;
                edits <= MAX_DISTANCE;
                edits++) {
            for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
                int k = middle + diagonal;
                int x = diagonal == -edits || (diagonal != edits && furthest[k - 1] < furthest[k + 1])
                        ? furthest[k + 1]
                        : furthest[k - 1] + 1;
                int y = x - diagonal;
                while (x < a.length && y < b.length && a[x] == b[y]) {
                    x++;
                    y++;
                }
                furthest[k] = x;
                if (x >= a.length && y >= b.length) {
                    return edits;
                }
            }
        }
        return MAX_DISTANCE + 1;
    }

    /** Counts how often each line of the two middles occurs on each side, in a hash table with open addressing. */
    private static final class Occurrences {
        private final long[] hashes;
        private final int[] counts;
        private final int mask;

        Occurrences(int maxLines) {
            int slots = Integer.highestOneBit(Math.max(4, maxLines)) << 2;
            this.hashes = new long[slots];
            this.counts = new int[2 * slots];
            this.mask = slots - 1;
        }

        /** Counts the lines of a side, 0 or 1, and returns the slot of each; equal lines share a slot. */
        int[] slots(long[] lines, int from, int to, int side) {
            int[] slots = new int[to - from];
            for (int i = from; i < to; i++) {
                int slot = slot(lines[i]);
                hashes[slot] = lines[i];
                counts[2 * slot + side]++;
                slots[i - from] = slot;
            }
            return slots;
        }

        /** The number of these lines that the other side lacks. */
        int missing(int[] slots, int otherSide) {
            int missing = 0;
            for (int slot : slots) {
                missing += counts[2 * slot + otherSide] == 0 ? 1 : 0;
            }
            return missing;
        }

        /** Counts, on both sides, lines outside the middle that equal a line of the middle. */
        void countElsewhere(long[] lines, int from, int to) {
            for (int i = from; i < to; i++) {
                int slot = slot(lines[i]);
                if (hashes[slot] == lines[i] && (counts[2 * slot] | counts[2 * slot + 1]) != 0) {
                    counts[2 * slot]++;
                    counts[2 * slot + 1]++;
                }
            }
        }

        /** Classifies lines by how often they occur on the other side. */
        byte[] kinds(int[] slots, int otherSide, int frequencyThreshold) {
            byte[] kinds = new byte[slots.length];
            for (int i = 0; i < slots.length; i++) {
                int there = counts[2 * slots[i] + otherSide];
                kinds[i] = (byte) (there == 0 ? MISSING : there < frequencyThreshold ? ORDINARY : FREQUENT);
            }
            return kinds;
        }

        /** The slot of a line, or the free slot where it belongs. */
        private int slot(long hash) {
            int slot = (int) hash & mask;
            while ((counts[2 * slot] | counts[2 * slot + 1]) != 0 && hashes[slot] != hash) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
