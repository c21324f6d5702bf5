package io.commitlake.job.catalog;

import io.commitlake.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** An object that Iceberg writes. It is put when its stream is closed. */
record StoreOutputFile(Storage storage, String key, String location) implements OutputFile {
    @Override
    public InputFile toInputFile() {
        return new StoreInputFile(storage, key, location);
    }

    @Override
    public PositionOutputStream create() {
        return new Buffer() {
            @Override
            void put(byte[] content) {
                if (!storage.putIfAbsent(key, content)) {
                    throw new AlreadyExistsException("There is another %s", location);
                }
            }
        };
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        return new Buffer() {
            @Override
            void put(byte[] content) {
                storage.put(key, content);
            }
        };
    }

    /** A stream into memory. */
    private abstract static class Buffer extends PositionOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        abstract void put(byte[] content);

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes.write(from, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                put(bytes.toByteArray());
            }
        }
    }
}
