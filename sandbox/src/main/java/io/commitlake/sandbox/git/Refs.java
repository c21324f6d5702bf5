package io.commitlake.sandbox.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The refs of a repository, read from its files for each call (gitrepository-layout(5)): a test may have just moved
 * them, and a process for each of a hundred repositories would make a request slow. A name may have any bytes, so it is
 * kept with each byte as the ISO 8859-1 character.
 */
final class Refs {
    private static final int MAX_DEPTH = 5; // as in Git's SYMREF_MAXDEPTH
    private final Path directory;

    Refs(Path directory) {
        this.directory = directory;
    }

    /** The branch that HEAD names, as UTF-8 without {@code refs/heads/}; empty if HEAD is detached or absent. */
    Optional<String> headBranch() {
        return read("HEAD")
                .filter(text -> text.startsWith("ref: refs/heads/"))
                .map(text -> utf8(text.substring("ref: refs/heads/".length()).strip()));
    }

    /**
     * The object that a ref points to, through symbolic refs; empty if the ref doesn't exist (a branch without
     * commits).
     */
    Optional<String> resolve(String ref) {
        String name = ref;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Optional<String> text = read(name);
            if (text.isEmpty()) {
                return packed(name);
            }
            if (!text.get().startsWith("ref: ")) {
                return text;
            }
            name = text.get().substring("ref: ".length()).strip();
        }
        return Optional.empty();
    }

    private Optional<String> read(String name) {
        Path file = directory.resolve(utf8(name)).normalize();
        if (!file.startsWith(directory.normalize()) || Files.isDirectory(file)) {
            return Optional.empty();
        }
        return text(file).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String utf8(String name) {
        return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private Optional<String> packed(String name) {
        return text(directory.resolve("packed-refs"))
                .flatMap(text -> text.lines()
                        .filter(line -> line.endsWith(" " + name))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .findFirst());
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
