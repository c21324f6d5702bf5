package io.commitlake.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The repository's documents and other files. */
final class Documents {
    private static final Set<String> GENERATED = Set.of("target", "data", "node_modules");

    private Documents() {}

    /** The repository's folder, above the module's in which tests run. */
    static Path root() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    /** Every Markdown file outside hidden folders and folders that a build or a run fills. */
    static List<Path> markdown() {
        return under(root()).filter(file -> file.toString().endsWith(".md")).toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Every file under a folder, without hidden ones and those that a build or a run writes. */
    static Stream<Path> under(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList().stream()
                    .filter(child -> !GENERATED.contains(child.getFileName().toString()))
                    .filter(child -> !child.getFileName().toString().startsWith("."))
                    .flatMap(child -> Files.isDirectory(child) ? under(child) : Stream.of(child));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
