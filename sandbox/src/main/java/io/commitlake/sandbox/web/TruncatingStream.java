package io.commitlake.sandbox.web;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Passes a number of bytes through and then fails, on close too: the server closes the connection of a response that
 * fails.
 */
final class TruncatingStream extends OutputStream {
    private final OutputStream out;
    private long left;

    TruncatingStream(OutputStream out, long bytes) {
        this.out = out;
        this.left = bytes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int passed = (int) Math.min(left, length);
        out.write(bytes, offset, passed);
        left -= passed;
        if (passed < length) {
            out.flush();
            throw truncated();
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (left <= 0) {
            throw truncated();
        }
        out.close();
    }

    private static IOException truncated() {
        return new IOException("cut off by an injected fault");
    }
}
