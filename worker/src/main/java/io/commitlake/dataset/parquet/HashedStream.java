package io.commitlake.dataset.parquet;

import io.commitlake.model.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** An output file that counts and hashes its bytes while it is written, so that nobody reads it again for that. */
final class HashedStream extends PositionOutputStream implements OutputFile {
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final MessageDigest sha256 = Sha256.digest();
    private long position;

    HashedStream(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER);
    }

    /** The SHA-256 of all bytes in hexadecimal. Call it once, at the end: it resets the digest. */
    String hash() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        sha256.update(bytes, offset, length);
        position += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return this;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }
}
