package io.commitlake.history.git.plumbing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a file on the disk that histories are fetched to. It fails as {@link LocalDisk#failure} says. */
public final class LocalOutput implements AutoCloseable {
    private final Path file;
    private final OutputStream out;

    /** Creates the file, or empties it. */
    public LocalOutput(Path file) {
        this.file = file;
        try {
            out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        } catch (IOException failed) {
            throw LocalDisk.failure(file, failed);
        }
    }

    public void write(byte[] bytes, int from, int length) {
        try {
            out.write(bytes, from, length);
        } catch (IOException failed) {
            throw LocalDisk.failure(file, failed);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException failed) {
            throw LocalDisk.failure(file, failed);
        }
    }
}
