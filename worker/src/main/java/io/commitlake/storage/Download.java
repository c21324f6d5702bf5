package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/** Brings an object's bytes to a file that is there whole or not at all. */
final class Download {
    /** Writes all bytes of an object to a new file and says how many they should be; empty where there is no object. */
    interface Source {
        Optional<Long> write(Path file) throws IOException;
    }

    private Download() {}

    /** Whether there was an object; the file is untouched where there was none, and where this throws. */
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
                            "download to " + file + ": " + Files.size(part) + " bytes of " + size.get() + " arrived");
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
