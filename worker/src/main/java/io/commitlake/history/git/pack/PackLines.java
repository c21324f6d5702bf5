package io.commitlake.history.git.pack;

import io.commitlake.history.lines.BlobLines;
import io.commitlake.history.memory.RecentValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Reads the lines of a pack's blobs from the file of {@link LinesWriter}. Not thread-safe. */
final class PackLines implements AutoCloseable {
    /** A cached version's memory besides its lines, counted in lines. */
    private static final long VERSION_LINES = 12;

    private final MappedFile file;
    private final long table;
    private final RecentValues<Long, long[]> cache;

    /**
     * Opens the file.
     *
     * @param maxLines the most lines to keep in memory, since the next version of a blob has most of them in common
     */
    PackLines(Path path, long maxLines) throws IOException {
        file = new MappedFile(path);
        table = file.longAt(file.size() - Long.BYTES);
        cache = new RecentValues<>(maxLines, hashes -> VERSION_LINES + hashes.length);
    }

    /** The memory of the cache, in bytes. */
    long heldBytes() {
        return cache.held() * Long.BYTES;
    }

    /**
     * Reads a blob's lines.
     *
     * @param rank the object's place in the pack's index, from 0
     * @return empty if the object isn't a blob
     */
    Optional<BlobLines> read(long rank) {
        long position = file.longAt(table + rank * Long.BYTES);
        return position == LinesWriter.NONE ? Optional.empty() : Optional.of(lines(position));
    }

    private BlobLines lines(long position) {
        long size = number(position, 0);
        long others = number(position, LinesWriter.NUMBERS - 1);
        if (others == LinesWriter.BINARY) {
            return new BlobLines.Binary(size);
        }
        return others == LinesWriter.TOO_MANY
                ? new BlobLines.TooMany(size)
                : new BlobLines.Text(size, hashes(position));
    }

    private long[] hashes(long position) {
        Deque<Long> versions = new ArrayDeque<>();
        long[] hashes = new long[0];
        for (long at = position; at != LinesWriter.NONE; at = number(at, 1)) {
            Optional<long[]> held = cache.get(at);
            if (held.isPresent()) {
                hashes = held.get();
                break;
            }
            versions.push(at);
        }
        for (long at : versions) {
            hashes = hashes(at, hashes);
            cache.add(at, hashes);
        }
        return hashes;
    }

    /** The lines of a version, made from those of its base. */
    private long[] hashes(long at, long[] base) {
        int start = (int) number(at, 2);
        int end = (int) number(at, 3);
        int others = (int) number(at, 4);
        long[] hashes = new long[start + others + end];
        System.arraycopy(base, 0, hashes, 0, start);
        file.copyLongs(at + (long) LinesWriter.NUMBERS * Long.BYTES, hashes, start, others);
        System.arraycopy(base, base.length - end, hashes, start + others, end);
        return hashes;
    }

    private long number(long position, int index) {
        return file.longAt(position + (long) index * Long.BYTES);
    }

    @Override
    public void close() {
        file.close();
    }
}
