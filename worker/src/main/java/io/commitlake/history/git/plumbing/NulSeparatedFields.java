package io.commitlake.history.git.plumbing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Fields that end with a NUL, as git's {@code -z} writes them. */
public final class NulSeparatedFields {
    private final GitProcess process;
    private final InputStream in;
    private final byte[] chunk = new byte[1 << 16];
    private final ByteArrayOutputStream field = new ByteArrayOutputStream(256);
    private int at;
    private int end;

    public NulSeparatedFields(GitProcess process) {
        this.process = process;
        this.in = process.output();
    }

    /** The next; without any byte at the end. git writes no empty ones where this is used. */
    public byte[] next() throws IOException {
        return upTo((byte) 0);
    }

    /** What comes up to a byte that ends it; all there is where it doesn't come. */
    public byte[] upTo(byte last) throws IOException {
        field.reset();
        while (true) {
            for (int i = at; i < end; i++) {
                if (chunk[i] == last) {
                    field.write(chunk, at, i - at);
                    at = i + 1;
                    return field.toByteArray();
                }
            }
            field.write(chunk, at, end - at);
            if (field.size() > ProcessLimits.objectBytes()) {
                throw process.stop(ProcessLimits.tooLarge("a path in it has more than " + field.size() + " bytes"));
            }
            at = 0;
            end = Math.max(0, in.read(chunk));
            if (end == 0) {
                if (field.size() > 0) {
                    throw new EOFException("cut off in a field");
                }
                return new byte[0];
            }
        }
    }
}
