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

/** A folder of the sandbox's own, gone with all that is in it once it is closed. */
final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    TemporaryFolder() {
        try {
            path = Files.createTempDirectory("commitlake-sandbox-");
        } catch (IOException e) {
            throw new SandboxException(
                    "No temporary folder can be made in " + System.getProperty("java.io.tmpdir")
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
        // Again, because a child of a git that was killed a moment ago may still have put a file into a folder already
        // listed.
        for (int attempt = 0; attempt < 5 && Files.exists(path); attempt++) {
            try (Stream<Path> walk = Files.walk(path)) {
                List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
                for (Path each : deepestFirst) {
                    Files.deleteIfExists(each);
                }
            } catch (NoSuchFileException e) {
                return;
            } catch (IOException | UncheckedIOException e) {
                // The next attempt, else the machine's own cleaning of temporary folders.
            }
        }
    }
}
