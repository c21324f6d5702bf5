package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/** Downloads an object to a local file, which gets either all of the object or nothing. */
final class Download {
    /** Writes an object to a new file and returns the object's size in bytes; empty if there is no object. */
    interface Source {
        Optional<Long> write(Path file) throws IOException;
    }

    private Download() {}

    /** Whether an object has a local file's content; empty if there is no object. Downloads it beside the file. */
    static Optional<Boolean> equal(Storage storage, String key, Path file) {
        Path there = file.toAbsolutePath().resolveSibling("." + UUID.randomUUID() + ".there");
        try {
            try {
                return storage.download(key, there) ? Optional.of(Files.mismatch(there, file) < 0) : Optional.empty();
            } finally {
                Files.deleteIfExists(there);
            }
        } catch (IOException e) {
            throw FileExceptions.of("compare with " + key, file, e);
        }
    }

    /** Returns whether there is an object. Leaves the file unchanged if there is none or on a failure. */
    static boolean into(Path file, Source source) {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            try {
                Optional<Long> size = source.write(part);
                if (size.isEmpty()) {
                    return false;
                }
                if (Files.size(part) != size.get()) {
                    throw CommitlakeException.store(
                            "download to " + file + ": received " + Files.size(part) + " of " + size.get() + " bytes");
                }
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return true;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw FileExceptions.of("download to", file, e);
        }
    }
}
