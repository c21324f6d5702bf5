package io.commitlake.history.git.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The index of a pack, version 2 of gitformat-pack(5), mapped into memory. Thread-safe. */
final class PackIndex implements AutoCloseable {
    static final int MAGIC = 0xFF744F63; // \377tOc
    static final int VERSION = 2;
    private static final int FANOUT = 8;
    private static final int NAMES = FANOUT + 256 * 4;

    private final MappedFile file;
    private final long count;

    PackIndex(Path path) throws IOException {
        file = new MappedFile(path);
        boolean known = file.size() >= NAMES + 40 && file.intAt(0) == MAGIC && file.intAt(4) == VERSION;
        count = known ? fanout(255) : 0;
        if (!known || file.size() < NAMES + count * (PackFile.SHA_BYTES + 8) + 2L * PackFile.SHA_BYTES) {
            file.close();
            throw new UnreadablePackException(path.getFileName() + " is no index of version 2");
        }
    }

    /** The number of objects whose names start with a byte up to this one. */
    private long fanout(int first) {
        return file.intAt(FANOUT + 4L * first) & 0xFFFFFFFFL;
    }

    /**
     * Finds an object.
     *
     * @param sha its name, 20 bytes
     * @return its place in the order of names, from 0; empty if the pack lacks it
     */
    OptionalLong find(byte[] sha) {
        long from = (sha[0] & 255) == 0 ? 0 : fanout((sha[0] & 255) - 1);
        long to = Math.min(fanout(sha[0] & 255), count);
        while (from < to) {
            long middle = (from + to) >>> 1;
            int order = compare(sha, NAMES + middle * PackFile.SHA_BYTES);
            if (order == 0) {
                return OptionalLong.of(middle);
            }
            if (order < 0) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return OptionalLong.empty();
    }

    private int compare(byte[] sha, long at) {
        for (int i = 0; i < PackFile.SHA_BYTES; i++) {
            int order = (sha[i] & 255) - file.byteAt(at + i);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Where the entry of the object at a place starts in the pack. */
    long offset(long place) throws UnreadablePackException {
        long offsets = NAMES + count * (PackFile.SHA_BYTES + 4);
        int offset = file.intAt(offsets + 4 * place);
        if (offset >= 0) {
            return offset;
        }
        long at = offsets + 4 * count + 8L * (offset & Integer.MAX_VALUE);
        if (at > file.size() - 8) {
            throw new UnreadablePackException("an index points outside of itself");
        }
        return file.longAt(at);
    }

    @Override
    public void close() {
        file.close();
    }
}
