package io.commitlake.sandbox;

import io.commitlake.sandbox.error.SandboxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder, deleted with all its contents by {@link #close}. */
final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    TemporaryFolder() {
        try {
            path = Files.createTempDirectory("commitlake-sandbox-");
        } catch (IOException e) {
            throw new SandboxException(
                    "Can't create a temporary folder in " + System.getProperty("java.io.tmpdir")
                            + " (set TMPDIR, or -Djava.io.tmpdir): " + e.getMessage(),
                    e);
        }
    }

    Path folder(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Try again: a child of a Git process killed a moment ago may still create a file in a folder already listed.
        for (int attempt = 0; attempt < 5 && Files.exists(path); attempt++) {
            try (Stream<Path> walk = Files.walk(path)) {
                List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
                for (Path each : deepestFirst) {
                    Files.deleteIfExists(each);
                }
            } catch (NoSuchFileException e) {
                return;
            } catch (IOException | UncheckedIOException e) {
                // The next attempt deletes the rest; after the last one, the system's own cleaning does.
            }
        }
    }
}
