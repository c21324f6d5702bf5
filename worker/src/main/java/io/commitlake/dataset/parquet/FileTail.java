package io.commitlake.dataset.parquet;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * The last bytes of a Parquet file, in memory. Unless they are the whole file, a reader can read the footer but no rows.
 *
 * @param size the size of the whole file
 * @param tail the file's last bytes
 */
public record FileTail(long size, byte[] tail) implements InputFile {
    /** A whole file. */
    public FileTail(byte[] content) {
        this(content.length, content);
    }

    /** The length of the footer and the magic number, which are the last 8 bytes of a file. */
    private static final int END = 8;

    /** The bytes that a tail needs for the footer to be in it. */
    public long needed() {
        return tail.length < END
                ? END
                : END
                        + Integer.toUnsignedLong(ByteBuffer.wrap(tail)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getInt(tail.length - END));
    }

    @Override
    public long getLength() {
        return size;
    }

    @Override
    public SeekableInputStream newStream() {
        Cursor cursor = new Cursor(tail);
        long start = size - tail.length;
        return new DelegatingSeekableInputStream(cursor) {
            @Override
            public long getPos() {
                return start + cursor.position();
            }

            @Override
            public void seek(long position) throws IOException {
                if (position < start) {
                    throw new EOFException("byte " + position + " isn't among the last " + tail.length);
                }
                cursor.seek(Math.toIntExact(position - start));
            }
        };
    }

    private static final class Cursor extends ByteArrayInputStream {
        Cursor(byte[] content) {
            super(content);
        }

        int position() {
            return pos;
        }

        void seek(int position) {
            pos = position;
        }
    }
}
