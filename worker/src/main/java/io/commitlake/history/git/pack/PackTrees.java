package io.commitlake.history.git.pack;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a pack are stored as differences from which others: trees, whose roots are stored whole. Objects are
 * numbered in the order of their entries.
 */
final class PackTrees {
    /** The number of no object. */
    static final int NONE = -1;

    private final @Nullable ObjectType[] types;
    private final int[] firstDifference;
    private final int[] nextDifference;
    private final long[] lines;
    private int next;

    PackTrees(int count) {
        types = new ObjectType[count];
        firstDifference = new int[count];
        nextDifference = new int[count];
        lines = new long[count];
        Arrays.fill(firstDifference, NONE);
        Arrays.fill(nextDifference, NONE);
        Arrays.fill(lines, LinesWriter.NONE);
    }

    /** Adds an object that is stored whole. */
    void addBase(int object, ObjectType type) {
        types[object] = type;
    }

    /** Adds an object that is stored as a difference from another one. */
    void addDifference(int object, int base) {
        nextDifference[object] = firstDifference[base];
        firstDifference[base] = object;
    }

    /** The type of an object that is stored whole. */
    ObjectType type(int base) {
        return Objects.requireNonNull(types[base]);
    }

    /** The first object that is stored as a difference from this one, or {@link #NONE}. */
    int firstDifference(int base) {
        return firstDifference[base];
    }

    /** The next object that is stored as a difference from the same one, or {@link #NONE}. */
    int nextDifference(int object) {
        return nextDifference[object];
    }

    /** The positions of the objects' lines, by number: {@link LinesWriter#NONE} for what isn't a blob. */
    long[] lines() {
        return lines;
    }

    /** Takes a tree that no thread has taken yet, and returns its root; {@link #NONE} if none is left. */
    synchronized int take() {
        while (next < types.length && !isWorth(next)) {
            next++;
        }
        return next < types.length ? next++ : NONE;
    }

    /** Objects that are stored whole have names already, but blobs need their lines. */
    private boolean isWorth(int object) {
        return types[object] == ObjectType.BLOB || (types[object] != null && firstDifference[object] != NONE);
    }

    /** Leaves nothing to take. */
    synchronized void stop() {
        next = types.length;
    }
}
