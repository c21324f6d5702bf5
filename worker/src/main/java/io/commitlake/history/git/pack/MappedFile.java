package io.commitlake.history.git.pack;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file mapped into memory, whose integers have the most significant byte first. Thread-safe. */
final class MappedFile implements AutoCloseable {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;

    MappedFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            bytes = map(channel, file);
        } catch (IOException | RuntimeException | Error failed) {
            arena.close();
            throw failed;
        }
    }

    private MemorySegment map(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
        } catch (IOException refused) {
            throw new UnreadablePackException(file.getFileName() + " can't be mapped", refused);
        }
    }

    long size() {
        return bytes.byteSize();
    }

    /** An unsigned byte. */
    int byteAt(long at) {
        return bytes.get(ValueLayout.JAVA_BYTE, at) & 255;
    }

    int intAt(long at) {
        return bytes.get(INT, at);
    }

    long longAt(long at) {
        return bytes.get(LONG, at);
    }

    /** Copies integers of 8 bytes. */
    void copyLongs(long from, long[] to, int start, int count) {
        MemorySegment.copy(bytes, LONG, from, to, start, count);
    }

    byte[] copy(long from, int length) {
        return bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The bytes of a range, not copied: the buffer must not be used after {@link #close()}. */
    ByteBuffer buffer(long from, long to) {
        return bytes.asSlice(from, Math.min(to - from, Integer.MAX_VALUE)).asByteBuffer();
    }

    @Override
    public void close() {
        arena.close();
    }
}
