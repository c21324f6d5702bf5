package io.commitlake.history.lines;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Reads blobs as git's diff sees them: binary where it is large or a NUL is among the first 8000 bytes, else lines, each with the
 * newline that ends it. A line is kept as 64 bits of a hash under keys of this process, so that nobody can write two
 * lines that count as one.
 */
public final class LineHashes {
    /** As many bytes as git looks at. */
    private static final int LOOKED_AT = 8000;

    /** A larger one is binary to git, whatever is in it: {@code core.bigFileThreshold} of git-config(1). */
    private static final long BIG_FILE = 512L << 20;

    /** More lines than this in one blob, or a longer line, are left to git. */
    private static final int MOST_LINES = 100_000;

    private static final int LONGEST_LINE = 1 << 22;
    private static final int CHUNK = 1 << 16;
    private static final int WORD = Long.BYTES;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long START = RANDOM.nextLong();
    private static final long STEP = RANDOM.nextLong() | 1;
    private static final long END = RANDOM.nextLong() | 1;

    private byte[] buffer = new byte[CHUNK + WORD];
    private long[] lines = new long[1024];
    private int count;

    /**
     * Reads one blob, all of its bytes and none after them.
     *
     * @param size of the blob in bytes
     */
    public BlobLines read(InputStream in, long size) throws IOException {
        count = 0;
        if (size > BIG_FILE) {
            in.skipNBytes(size);
            return new BlobLines.Binary(size);
        }
        int held = in.readNBytes(buffer, 0, (int) Math.min(size, CHUNK));
        for (int i = 0; i < Math.min(held, LOOKED_AT); i++) {
            if (buffer[i] == 0) {
                in.skipNBytes(size - held);
                return new BlobLines.Binary(size);
            }
        }
        long left = size - held;
        while (true) {
            int rest = hash(held);
            if (count > MOST_LINES || rest > LONGEST_LINE) {
                in.skipNBytes(left);
                return new BlobLines.TooMany(size);
            }
            if (left == 0) {
                if (rest > 0) {
                    add(unended(held - rest, held));
                }
                return new BlobLines.Text(size, Arrays.copyOf(lines, count));
            }
            if (rest > buffer.length / 2) {
                buffer = Arrays.copyOfRange(buffer, held - rest, held - rest + 2 * buffer.length);
            } else {
                System.arraycopy(buffer, held - rest, buffer, 0, rest);
            }
            int wanted = (int) Math.min(left, buffer.length - WORD - rest);
            int got = in.read(buffer, rest, wanted);
            if (got < 0) {
                throw new EOFException("cut off in a blob of " + size + " bytes");
            }
            left -= got;
            held = rest + got;
        }
    }

    /** Hashes the lines that end before {@code held}, and says how many bytes are left of one that doesn't. */
    private int hash(int held) {
        int line = 0;
        long state = START;
        for (int at = 0; at < held; ) {
            long word = (long) WORDS.get(buffer, at);
            long zeros = word ^ NEWLINES;
            long newline = (zeros - ONES) & ~zeros & TOPS;
            if (newline == 0) {
                state = mixed(state ^ word, STEP);
                at += WORD;
                continue;
            }
            int length = (Long.numberOfTrailingZeros(newline) >>> 3) + 1;
            if (at + length > held) {
                break; // a newline of an earlier reading, after the end of this one
            }
            add(mixed(state ^ (word & (-1L >>> (64 - 8 * length))), END ^ (at + length - line)));
            at += length;
            line = at;
            state = START;
        }
        return held - line;
    }

    /** The last line of a blob, where no newline ends it. */
    private long unended(int from, int to) {
        long state = START;
        int at = from;
        for (; at + WORD <= to; at += WORD) {
            state = mixed(state ^ (long) WORDS.get(buffer, at), STEP);
        }
        long word = 0;
        for (int i = at; i < to; i++) {
            word |= (buffer[i] & 0xFFL) << (8 * (i - at));
        }
        return mixed(state ^ word, END ^ (to - from));
    }

    private void add(long hash) {
        if (count == lines.length) {
            lines = Arrays.copyOf(lines, 2 * count);
        }
        lines[count++] = hash;
    }

    private static long mixed(long word, long key) {
        return (word * key) ^ Math.unsignedMultiplyHigh(word, key);
    }
}
