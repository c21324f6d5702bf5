package io.commitlake.history.git.pack;

import io.commitlake.history.git.pack.PackFile.Entry.Delta;
import io.commitlake.history.git.pack.PackFile.Entry.Whole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The entries of a pack on local disk, in the form of gitformat-pack(5), version 2 or 3. Thread-safe. */
final class PackFile implements AutoCloseable {
    static final int SHA_BYTES = 20;
    static final int HEADER_BYTES = 12;
    private static final int MAGIC = 0x5041434B; // PACK
    private static final int OFFSET_DELTA = 6;

    /** An object in a pack. Its data is compressed. */
    sealed interface Entry {
        /** The size of the data without compression, in bytes. */
        long size();

        /** Where the compressed data starts, in bytes from the start of the pack. */
        long data();

        /** An object that is stored whole. */
        record Whole(ObjectType type, long size, long data) implements Entry {}

        /**
         * An object that is stored as its difference from another one in the same pack.
         *
         * @param base where the entry of the other one starts
         */
        record Delta(long base, long size, long data) implements Entry {}
    }

    private final MappedFile file;
    private final long end;

    PackFile(Path path) throws IOException {
        file = new MappedFile(path);
        end = file.size() - SHA_BYTES;
        if (end < HEADER_BYTES || file.intAt(0) != MAGIC || file.intAt(4) < 2 || file.intAt(4) > 3) {
            file.close();
            throw new UnreadablePackException(path.getFileName() + " is no pack of version 2 or 3");
        }
    }

    /** The number of objects that the pack says it has; negative if there are more than 2³¹ - 1. */
    int count() {
        return file.intAt(8);
    }

    /** The end of the last entry. */
    long end() {
        return end;
    }

    /** The checksum at the pack's end. */
    byte[] checksum() {
        return file.copy(end, SHA_BYTES);
    }

    /** The CRC-32 of a range of bytes. */
    int crc(long from, long to) {
        CRC32 crc = new CRC32();
        for (long at = from; at < to; at += Integer.MAX_VALUE) {
            crc.update(file.buffer(at, to));
        }
        return (int) crc.getValue();
    }

    /** Reads the start of the entry at an offset. */
    Entry entry(long offset) throws UnreadablePackException {
        long at = offset;
        int next = byteAt(at++);
        int type = (next >> 4) & 7;
        long size = next & 15;
        for (int shift = 4; next >= 128; shift += 7) {
            next = byteAt(at++);
            if (shift > 53) {
                throw new UnreadablePackException("the size of the object at " + offset + " has too many bytes");
            }
            size |= (long) (next & 127) << shift;
        }
        if (type == OFFSET_DELTA) {
            next = byteAt(at++);
            long back = next & 127;
            while (next >= 128) {
                next = byteAt(at++);
                back = ((back + 1) << 7) | (next & 127);
                if (back > offset) {
                    break;
                }
            }
            if (back <= 0 || back > offset - HEADER_BYTES) {
                throw new UnreadablePackException("the base of the object at " + offset + " lies outside of the pack");
            }
            return new Delta(offset - back, size, at);
        }
        return new Whole(type(type, offset), size, at);
    }

    private static ObjectType type(int number, long offset) throws UnreadablePackException {
        return switch (number) {
            case 1 -> ObjectType.COMMIT;
            case 2 -> ObjectType.TREE;
            case 3 -> ObjectType.BLOB;
            case 4 -> ObjectType.TAG;
            // Type 7 is the difference from an object that is named, which a server sends only to old clients.
            default -> throw new UnreadablePackException("the object at " + offset + " is of type " + number);
        };
    }

    private int byteAt(long at) throws UnreadablePackException {
        if (at < HEADER_BYTES || at >= end) {
            throw new UnreadablePackException("an object at " + at + " lies outside of the pack");
        }
        return file.byteAt(at);
    }

    /**
     * Decompresses an entry's data.
     *
     * @param inflater is reset first
     * @return all of the data; {@code inflater.getBytesRead()} is then the number of compressed bytes
     */
    byte[] inflate(Entry entry, Inflater inflater) throws UnreadablePackException {
        byte[] content = new byte[(int) entry.size()];
        inflater.reset();
        inflater.setInput(file.buffer(entry.data(), end));
        try {
            int filled = 0;
            while (filled < content.length) {
                int more = inflater.inflate(content, filled, content.length - filled);
                if (more == 0) {
                    throw new UnreadablePackException("the data at " + entry.data() + " is cut off");
                }
                filled += more;
            }
            if (!inflater.finished() && (inflater.inflate(new byte[1]) != 0 || !inflater.finished())) {
                throw new UnreadablePackException("the data at " + entry.data() + " is longer than the pack says");
            }
            return content;
        } catch (DataFormatException broken) {
            throw new UnreadablePackException("the data at " + entry.data() + " can't be decompressed", broken);
        } finally {
            inflater.setInput(ByteBuffer.allocate(0)); // so that it keeps no reference to the mapped file
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
