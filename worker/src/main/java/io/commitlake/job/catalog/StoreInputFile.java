package io.commitlake.job.catalog;

import io.commitlake.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/** An object that Iceberg reads. It is read from the store once, when Iceberg first needs it. */
final class StoreInputFile implements InputFile {
    private final Storage storage;
    private final String key;
    private final String location;
    private byte @Nullable [] content;

    StoreInputFile(Storage storage, String key, String location) {
        this.storage = storage;
        this.key = key;
        this.location = location;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public boolean exists() {
        return content != null || storage.version(key).isPresent();
    }

    @Override
    public long getLength() {
        return content().length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new Cursor(content());
    }

    private synchronized byte[] content() {
        byte[] read = content;
        if (read == null) {
            read = storage.get(key)
                    .map(Storage.Stored::content)
                    .orElseThrow(() -> new NotFoundException("There is no %s", location));
            content = read;
        }
        return read;
    }

    /** A stream over bytes in memory. */
    private static final class Cursor extends SeekableInputStream {
        private final byte[] content;
        private final ByteArrayInputStream bytes;

        Cursor(byte[] content) {
            this.content = content;
            this.bytes = new ByteArrayInputStream(content);
        }

        @Override
        public long getPos() {
            return (long) content.length - bytes.available();
        }

        @Override
        public void seek(long position) throws IOException {
            bytes.reset();
            if (bytes.skip(position) < position) {
                throw new EOFException("there is no byte " + position);
            }
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }
    }
}
