package io.commitlake.history.lines;

import java.util.Arrays;
import java.util.Optional;

/**
 * How many lines a change added and deleted, wherever that can't be but as few as possible.
 *
 * <p>git's default diff finds a shortest edit script (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations",
 * 1986), of which every one has the same counts. Before it searches it takes lines for changed that the other side
 * doesn't have, and of those that are frequent there some that stand among such lines ({@code xdl_cleanup_records} in
 * its xdiff/xprepare.c, the same since 2006): so does this. It gives up on the shortest where the two sides are too far
 * from each other, which is seen from the distance: then this says nothing, and git is asked.
 */
public final class ShortestEdit {
    /** git searches from both ends and stays exact for 256 steps from each. */
    private static final int FARTHEST = 500;

    /** So many lines before and after a frequent one count for whether git leaves it in. */
    private static final int LOOKED_AT = 100;

    /** It leaves it in where not more than so many missing lines come to a frequent one. */
    private static final int MAJORITY = 3;

    /** It counts a frequent line twice, so that only more missing lines than this can outweigh it. */
    private static final int OUTWEIGHED = 2 * MAJORITY;

    private static final int MISSING = 0;
    private static final int ORDINARY = 1;
    private static final int OFTEN = 2;

    private final long[] before;
    private final long[] after;
    /** What is between the equal lines at the start and at the end. */
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

    /** The counts; empty where git may not have found the shortest. */
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
        int[] old = occurrences.places(before, from, beforeEnd, 0);
        int[] young = occurrences.places(after, from, afterEnd, 1);
        int oldMissing = occurrences.missing(old, 1);
        int youngMissing = occurrences.missing(young, 0);
        // How frequent a line is elsewhere only matters where frequent ones can be outweighed. Else the lines that are
        // missing here and not there are left out too: they match nothing, and only add to git's distance.
        int leftOut = oldMissing + youngMissing;
        if (Math.max(oldMissing, youngMissing) > OUTWEIGHED) {
            occurrences.countElsewhere(before, 0, from);
            occurrences.countElsewhere(before, beforeEnd, before.length);
            leftOut = 0;
        }
        byte[] oldKinds = occurrences.kinds(old, 1, frequent(before.length));
        byte[] youngKinds = occurrences.kinds(young, 0, frequent(after.length));
        int[] oldKept = kept(old, oldKinds);
        int[] youngKept = kept(young, youngKinds);
        int distance = distance(oldKept, youngKept);
        if (distance + leftOut > FARTHEST) {
            return Optional.empty();
        }
        int same = (oldKept.length + youngKept.length - distance) / 2;
        return Optional.of(new LineCount(added - same, removed - same));
    }

    /** The power of two that is next above the root. git's bound to it, 1024, is past the lines that are held here. */
    private static int frequent(int lines) {
        int root = 1;
        for (int left = lines; left > 0; left >>= 2) {
            root <<= 1;
        }
        return root;
    }

    /** The places of the lines that git compares. */
    private static int[] kept(int[] places, byte[] kinds) {
        int[] kept = new int[places.length];
        int size = 0;
        for (int i = 0; i < places.length; i++) {
            if (kinds[i] == ORDINARY || (kinds[i] == OFTEN && !isAmongMissing(kinds, i))) {
                kept[size++] = places[i];
            }
        }
        return Arrays.copyOf(kept, size);
    }

    /** Whether missing lines stand before and after a frequent one, nothing ordinary between, and are the majority. */
    private static boolean isAmongMissing(byte[] kinds, int frequent) {
        int missing = 0;
        int often = 2; // git counts the line itself on either side
        for (int i = frequent - 1; i >= Math.max(0, frequent - LOOKED_AT) && kinds[i] != ORDINARY; i--) {
            missing += kinds[i] == MISSING ? 1 : 0;
            often += kinds[i] == OFTEN ? 1 : 0;
        }
        int before = missing;
        for (int i = frequent + 1; i < Math.min(kinds.length, frequent + LOOKED_AT + 1) && kinds[i] != ORDINARY; i++) {
            missing += kinds[i] == MISSING ? 1 : 0;
            often += kinds[i] == OFTEN ? 1 : 0;
        }
        return before > 0 && missing > before && MAJORITY * often < missing;
    }

    /** Myers' greedy search: how many lines a shortest script adds and deletes; more than FARTHEST where that is so. */
    private static int distance(int[] a, int[] b) {
        int[] furthest = new int[2 * FARTHEST + 3];
        int middle = FARTHEST + 1;
        for (int edits = Math.abs(a.length - b.length) > FARTHEST ? FARTHEST + 1 : 0; edits <= FARTHEST; edits++) {
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
        return FARTHEST + 1;
    }

    /** How often the lines of the two middles occur on each side, by open addressing. */
    private static final class Occurrences {
        private final long[] hashes;
        private final int[] counts;
        private final int mask;

        Occurrences(int most) {
            int slots = Integer.highestOneBit(Math.max(4, most)) << 2;
            this.hashes = new long[slots];
            this.counts = new int[2 * slots];
            this.mask = slots - 1;
        }

        /** The place of each line, the same for equal lines, each counted on its side, 0 or 1. */
        int[] places(long[] lines, int from, int to, int side) {
            int[] places = new int[to - from];
            for (int i = from; i < to; i++) {
                int place = place(lines[i]);
                hashes[place] = lines[i];
                counts[2 * place + side]++;
                places[i - from] = place;
            }
            return places;
        }

        /** How many of these aren't on the other side. */
        int missing(int[] places, int otherSide) {
            int missing = 0;
            for (int place : places) {
                missing += counts[2 * place + otherSide] == 0 ? 1 : 0;
            }
            return missing;
        }

        /** Counts lines that both sides have. */
        void countElsewhere(long[] lines, int from, int to) {
            for (int i = from; i < to; i++) {
                int place = place(lines[i]);
                if (hashes[place] == lines[i] && (counts[2 * place] | counts[2 * place + 1]) != 0) {
                    counts[2 * place]++;
                    counts[2 * place + 1]++;
                }
            }
        }

        byte[] kinds(int[] places, int otherSide, int frequent) {
            byte[] kinds = new byte[places.length];
            for (int i = 0; i < places.length; i++) {
                int there = counts[2 * places[i] + otherSide];
                kinds[i] = (byte) (there == 0 ? MISSING : there < frequent ? ORDINARY : OFTEN);
            }
            return kinds;
        }

        /** Where the line is, or where it would go. */
        private int place(long hash) {
            int place = (int) hash & mask;
            while ((counts[2 * place] | counts[2 * place + 1]) != 0 && hashes[place] != hash) {
                place = (place + 1) & mask;
            }
            return place;
        }
    }
}
