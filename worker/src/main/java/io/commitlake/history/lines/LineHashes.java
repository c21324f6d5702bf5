package io.commitlake.history.lines;

import io.commitlake.model.commit.Blob;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Reads blobs as Git's diff does: a blob is binary if it is large or has a NUL in its first 8000 bytes; otherwise it is
 * lines, each with its newline. A line is kept as a 64-bit hash with keys that are random for each process, so nobody
 * can construct two different lines that count as equal.
 */
public final class LineHashes {
    /** The size above which Git treats any blob as binary: {@code core.bigFileThreshold} in git-config(1). */
    private static final long BIG_FILE_BYTES = 512L << 20;

    /** A blob with more lines, or with a line longer than {@link #MAX_LINE_BYTES}, is left to Git. */
    private static final int MAX_LINES = 100_000;

    private static final int MAX_LINE_BYTES = 1 << 22;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int WORD_BYTES = Long.BYTES;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long START_KEY = RANDOM.nextLong();
    private static final long STEP_KEY = RANDOM.nextLong() | 1;
    private static final long END_KEY = RANDOM.nextLong() | 1;

    private byte[] buffer = new byte[CHUNK_BYTES + WORD_BYTES];
    private long[] lines = new long[1024];
    private int count;

    /**
     * Reads exactly the bytes of one blob.
     *
     * @param size the size of the blob in bytes
     */
    public BlobLines read(InputStream in, long size) throws IOException {
        count = 0;
        if (size > BIG_FILE_BYTES) {
            in.skipNBytes(size);
            return new BlobLines.Binary(size);
        }
        int filled = in.readNBytes(buffer, 0, (int) Math.min(size, CHUNK_BYTES));
        if (Blob.isBinary(buffer, filled)) {
            in.skipNBytes(size - filled);
            return new BlobLines.Binary(size);
        }
        long remaining = size - filled;
        while (true) {
            int partial = hashLines(filled);
            if (count > MAX_LINES || partial > MAX_LINE_BYTES) {
                in.skipNBytes(remaining);
                return new BlobLines.TooMany(size);
            }
            if (remaining == 0) {
                if (partial > 0) {
                    add(hashUnterminated(filled - partial, filled));
                }
                return new BlobLines.Text(size, Arrays.copyOf(lines, count));
            }
            if (partial > buffer.length / 2) {
                buffer = Arrays.copyOfRange(buffer, filled - partial, filled - partial + 2 * buffer.length);
            } else {
                System.arraycopy(buffer, filled - partial, buffer, 0, partial);
            }
            int wanted = (int) Math.min(remaining, buffer.length - WORD_BYTES - partial);
            int got = in.read(buffer, partial, wanted);
            if (got < 0) {
                throw new EOFException("its output is cut off in a blob of " + size + " bytes");
            }
            remaining -= got;
            filled = partial + got;
        }
    }

    /** Reads a blob in memory. */
    public BlobLines read(byte[] blob) {
        try {
            return read(new ByteArrayInputStream(blob), blob.length);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Hashes the lines that end before {@code filled}, and returns the number of bytes after the last of them. */
    private int hashLines(int filled) {
        int line = 0;
        long state = START_KEY;
        for (int at = 0; at < filled; ) {
            long word = (long) WORDS.get(buffer, at);
            long zeros = word ^ NEWLINES;
            long newline = (zeros - ONES) & ~zeros & TOPS;
            if (newline == 0) {
                state = mix(state ^ word, STEP_KEY);
                at += WORD_BYTES;
                continue;
            }
            int length = (Long.numberOfTrailingZeros(newline) >>> 3) + 1;
            if (at + length > filled) {
                break; // a newline left in the buffer by an earlier read
            }
            add(mix(state ^ (word & (-1L >>> (64 - 8 * length))), END_KEY ^ (at + length - line)));
            at += length;
            line = at;
            state = START_KEY;
        }
        return filled - line;
    }

    /** Hashes the last line of a blob that ends without a newline. */
    private long hashUnterminated(int from, int to) {
        long state = START_KEY;
        int at = from;
        for (; at + WORD_BYTES <= to; at += WORD_BYTES) {
            state = mix(state ^ (long) WORDS.get(buffer, at), STEP_KEY);
        }
        long word = 0;
        for (int i = at; i < to; i++) {
            word |= (buffer[i] & 0xFFL) << (8 * (i - at));
        }
        return mix(state ^ word, END_KEY ^ (to - from));
    }

    private void add(long hash) {
        if (count == lines.length) {
            lines = Arrays.copyOf(lines, 2 * count);
        }
        lines[count++] = hash;
    }

    /** Whether Git takes a blob for binary. */
    static boolean isBinary(byte[] blob) {
        return blob.length > BIG_FILE_BYTES || Blob.isBinary(blob, blob.length);
    }

    /** Whether {@link #read} keeps the lines of a blob that has so many. */
    static boolean isHeld(int lines) {
        return lines <= MAX_LINES;
    }

    /**
     * Adds the lines of a part of a blob that starts with a line and ends with one; the last one of the blob needn't end
     * with a newline.
     *
     * @return false if there are more or longer lines than {@link #read} keeps
     */
    static boolean add(byte[] blob, int from, int to, LineTable.Builder lines) {
        int line = from;
        long state = START_KEY;
        int lastWord = blob.length - WORD_BYTES;
        for (int at = from; at < to; ) {
            long word = at <= lastWord ? (long) WORDS.get(blob, at) : lastBytes(blob, at);
            long zeros = word ^ NEWLINES;
            long newline = (zeros - ONES) & ~zeros & TOPS;
            if (newline != 0) {
                int length = (Long.numberOfTrailingZeros(newline) >>> 3) + 1;
                at += length;
                lines.add(mix(state ^ (word & (-1L >>> (64 - 8 * length))), END_KEY ^ (at - line)), at);
                if (!isHeld(lines.count())) {
                    return false;
                }
                line = at;
                state = START_KEY;
            } else if (at > lastWord) {
                lines.add(mix(state ^ word, END_KEY ^ (to - line)), to); // the blob ends without a newline
                return to - line <= MAX_LINE_BYTES && isHeld(lines.count());
            } else {
                state = mix(state ^ word, STEP_KEY);
                at += WORD_BYTES;
            }
            if (at - line > MAX_LINE_BYTES) {
                return false;
            }
        }
        if (line < to) {
            lines.add(mix(state, END_KEY ^ (to - line)), to); // an unterminated last line of a multiple of 8 bytes
        }
        return isHeld(lines.count());
    }

    /** The last bytes of a blob, fewer than a word. */
    private static long lastBytes(byte[] blob, int at) {
        long word = 0;
        for (int i = at; i < blob.length; i++) {
            word |= (blob[i] & 0xFFL) << (8 * (i - at));
        }
        return word;
    }

    private static long mix(long word, long key) {
        return (word * key) ^ Math.unsignedMultiplyHigh(word, key);
    }
}
