package io.commitlake.history.git.pack;

import io.commitlake.history.lines.BlobVersions.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the lines of a pack's blobs to a file beside it, each blob's as the difference from those of its base, so that
 * the file grows with what has changed. {@link PackLines} reads it. The file's hashes mean something to this process only.
 *
 * <p>A record has the blob's size, the position of the base's record, the number of lines in common with it at the start
 * and at the end, the number of other lines, and a hash for each of these. All are 8 bytes long.
 */
final class LinesWriter implements AutoCloseable {
    /** The position of no record. */
    static final long NONE = -1;

    /** In place of the number of lines, for a binary blob. */
    static final long BINARY = -1;

    /** In place of the number of lines, for a blob whose lines aren't kept. */
    static final long TOO_MANY = -2;

    /** The numbers before the hashes. */
    static final int NUMBERS = 5;

    private static final int PART_BYTES = 1 << 20;

    private final FileChannel channel;
    private final long maxBytes;
    private final AtomicLong end = new AtomicLong();

    /**
     * Creates the file.
     *
     * @param maxBytes the most bytes that it may have: a small pack can stand for any number of lines
     */
    LinesWriter(Path file, long maxBytes) throws IOException {
        this.maxBytes = maxBytes;
        channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    /** A part of the file, for one thread. */
    final class Part {
        private ByteBuffer buffer = ByteBuffer.allocate(0);
        private long start;

        /**
         * Writes a blob's lines.
         *
         * @param base the position of the base's record, or {@link #NONE}
         * @return the position of the new record
         * @throws UnreadablePackException if the file has no room for it
         */
        long write(Version blob, long base) throws IOException {
            long[] hashes = blob.table().isPresent() ? blob.table().get().hashes() : new long[0];
            int from = blob.common().atStart();
            int to = hashes.length - blob.common().atEnd();
            int bytes = (NUMBERS + to - from) * Long.BYTES;
            if (bytes > buffer.remaining()) {
                flush();
                buffer = ByteBuffer.allocate(Math.max(bytes, PART_BYTES));
                start = end.getAndAdd(buffer.capacity());
                if (start > maxBytes - buffer.capacity()) {
                    throw new UnreadablePackException("the lines of its blobs take more than " + maxBytes + " bytes");
                }
            }
            long position = start + buffer.position();
            buffer.putLong(blob.content().length)
                    .putLong(base)
                    .putLong(from)
                    .putLong(blob.common().atEnd())
                    .putLong(blob.isBinary() ? BINARY : blob.table().isEmpty() ? TOO_MANY : to - from);
            for (int i = from; i < to; i++) {
                buffer.putLong(hashes[i]);
            }
            return position;
        }

        void flush() throws IOException {
            ByteBuffer written = buffer.duplicate().flip();
            for (long at = start; written.hasRemaining(); ) {
                at += channel.write(written, at);
            }
        }
    }

    /** Writes the positions of the objects' records, in the order of the pack's index, after all records. */
    void finish(PackNames names, long[] positions) throws IOException {
        long table = end.get();
        ByteBuffer buffer = ByteBuffer.allocate((positions.length + 1) * Long.BYTES);
        for (int i : names.order()) {
            buffer.putLong(positions[i]);
        }
        buffer.putLong(table).flip();
        for (long at = table; buffer.hasRemaining(); ) {
            at += channel.write(buffer, at);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
