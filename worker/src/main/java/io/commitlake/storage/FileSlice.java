package io.commitlake.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a range of a file's bytes. Throws an {@link EOFException} if the file ends before the range does. */
final class FileSlice extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    FileSlice(Path file, long from, long length) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.position = from;
        this.end = from + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= end) {
            return -1;
        }
        int max = (int) Math.min(length, end - position);
        int count = channel.read(ByteBuffer.wrap(into, offset, max), position);
        if (count < 0) {
            throw new EOFException("the file ended at byte " + position + ", " + (end - position) + " bytes early");
        }
        position += count;
        return count;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
