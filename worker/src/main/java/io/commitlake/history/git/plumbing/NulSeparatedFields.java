package io.commitlake.history.git.plumbing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the NUL-terminated fields that Git prints with {@code -z}. */
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

    /** Reads the next field; empty at the end of the output. The commands used here print no empty fields. */
    public byte[] next() throws IOException {
        return upTo((byte) 0);
    }

    /** Reads up to a terminator, which it consumes but leaves out; empty at the end of the output. */
    public byte[] upTo(byte terminator) throws IOException {
        field.reset();
        while (true) {
            for (int i = at; i < end; i++) {
                if (chunk[i] == terminator) {
                    field.write(chunk, at, i - at);
                    at = i + 1;
                    return field.toByteArray();
                }
            }
            field.write(chunk, at, end - at);
            if (field.size() > ProcessLimits.maxObjectBytes()) {
                throw process.stop(ProcessLimits.tooLarge("one of its paths has " + field.size() + " or more bytes"));
            }
            at = 0;
            end = Math.max(0, in.read(chunk));
            if (end == 0) {
                if (field.size() > 0) {
                    throw new EOFException("its output is cut off in a field");
                }
                return new byte[0];
            }
        }
    }
}
