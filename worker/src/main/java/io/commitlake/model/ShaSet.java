package io.commitlake.model;

import java.util.Arrays;
import java.util.HexFormat;

/** A set of Git object names. Each takes 30 to 60 bytes, so that the commits of a whole history fit in memory. */
public final class ShaSet {
    private static final int BYTES = 20;

    private byte[] slots = new byte[64 * BYTES];
    private boolean[] taken = new boolean[64];
    private int size;

    public int size() {
        return size;
    }

    /**
     * Adds an object name.
     *
     * @return whether the set didn't contain the name before
     */
    public boolean add(String sha) {
        if (size >= taken.length / 3 * 2) {
            grow();
        }
        return insert(bytes(sha));
    }

    public boolean contains(String sha) {
        byte[] name = bytes(sha);
        return taken[slot(name)];
    }

    private boolean insert(byte[] name) {
        int slot = slot(name);
        if (taken[slot]) {
            return false;
        }
        System.arraycopy(name, 0, slots, slot * BYTES, BYTES);
        taken[slot] = true;
        size++;
        return true;
    }

    /** The slot of a name, or the free slot for it. A SHA is a hash already, so its first bytes pick the slot. */
    private int slot(byte[] name) {
        int start = (name[0] & 255) << 24 | (name[1] & 255) << 16 | (name[2] & 255) << 8 | (name[3] & 255);
        for (int slot = Integer.remainderUnsigned(start, taken.length); ; slot = (slot + 1) % taken.length) {
            int at = slot * BYTES;
            if (!taken[slot] || Arrays.equals(slots, at, at + BYTES, name, 0, BYTES)) {
                return slot;
            }
        }
    }

    private void grow() {
        byte[] names = slots;
        boolean[] used = taken;
        slots = new byte[names.length * 2];
        taken = new boolean[used.length * 2];
        size = 0;
        for (int slot = 0; slot < used.length; slot++) {
            if (used[slot]) {
                insert(Arrays.copyOfRange(names, slot * BYTES, (slot + 1) * BYTES));
            }
        }
    }

    private static byte[] bytes(String sha) {
        return HexFormat.of().parseHex(Sha.of(sha));
    }
}
