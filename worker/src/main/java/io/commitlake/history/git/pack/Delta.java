package io.commitlake.history.git.pack;

/** Makes an object from its base and the difference between the two, as gitformat-pack(5) describes. */
final class Delta {
    /** Git refuses shorter ones: DELTA_SIZE_MIN in its delta.h. */
    private static final int MIN_BYTES = 4;

    private final byte[] bytes;
    private final int baseSize;
    private final int resultSize;
    private int at;

    /**
     * Reads the sizes at the start of a delta.
     *
     * @param maxResult the most bytes that the object may have
     */
    Delta(byte[] bytes, int maxResult) throws UnreadablePackException {
        if (bytes.length < MIN_BYTES) {
            throw new UnreadablePackException("a delta has " + bytes.length + " bytes");
        }
        this.bytes = bytes;
        this.baseSize = size(Integer.MAX_VALUE);
        this.resultSize = size(maxResult);
    }

    private int size(int max) throws UnreadablePackException {
        long size = 0;
        for (int shift = 0; shift <= 35; shift += 7) {
            int next = next();
            size |= (long) (next & 127) << shift;
            if (next < 128) {
                if (size > max) {
                    throw new UnreadablePackException("an object has " + size + " bytes, more than " + max);
                }
                return (int) size;
            }
        }
        throw new UnreadablePackException("the size in a delta has too many bytes");
    }

    private int next() throws UnreadablePackException {
        if (at == bytes.length) {
            throw new UnreadablePackException("a delta is cut off");
        }
        return bytes[at++] & 255;
    }

    /** Makes the object. This can be called once. */
    byte[] apply(byte[] base) throws UnreadablePackException {
        if (base.length != baseSize) {
            throw new UnreadablePackException("a delta is for a base of " + baseSize + " bytes, not of " + base.length);
        }
        byte[] result = new byte[resultSize];
        int filled = 0;
        while (at < bytes.length) {
            int instruction = next();
            byte[] from = bytes;
            int start;
            int length;
            if (instruction >= 128) {
                from = base;
                start = part(instruction, 1, 0)
                        | part(instruction, 2, 8)
                        | part(instruction, 4, 16)
                        | part(instruction, 8, 24);
                length = part(instruction, 16, 0) | part(instruction, 32, 8) | part(instruction, 64, 16);
                length = length == 0 ? 0x10000 : length;
            } else {
                start = at;
                length = instruction;
                at += length;
            }
            if (length == 0 || start < 0 || length > from.length - start || length > resultSize - filled) {
                throw new UnreadablePackException("a delta copies bytes that its object doesn't have");
            }
            System.arraycopy(from, start, result, filled, length);
            filled += length;
        }
        if (filled < resultSize) {
            throw new UnreadablePackException("a delta leaves " + (resultSize - filled) + " bytes of its object out");
        }
        return result;
    }

    private int part(int instruction, int bit, int shift) throws UnreadablePackException {
        return (instruction & bit) == 0 ? 0 : next() << shift;
    }
}
