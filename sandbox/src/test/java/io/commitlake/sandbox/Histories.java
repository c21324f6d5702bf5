package io.commitlake.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of histories for tests: {@code alpha.git} with three commits, {@code beta.bundle} with the same ones, and an
 * {@code empty.git}.
 */
record Histories(Path folder) {
    static Histories in(Path parent) {
        try {
            Path work = Files.createDirectories(parent.resolve("work"));
            Path folder = Files.createDirectories(parent.resolve("histories"));
            Shell.git(work, "init", "-q", "-b", "main");
            for (int i = 1; i <= 3; i++) {
                Files.writeString(work.resolve("file" + i), "line " + i + "\n");
                Shell.git(work, "add", "-A");
                Shell.git(work, "commit", "-q", "-m", "commit " + i + "\n\nmore of it");
            }
            Shell.git(
                    work,
                    "clone",
                    "-q",
                    "--bare",
                    ".",
                    folder.resolve("alpha.git").toString());
            Shell.git(
                    work,
                    "bundle",
                    "create",
                    "-q",
                    folder.resolve("beta.bundle").toString(),
                    "HEAD",
                    "main");
            Shell.git(
                    work,
                    "init",
                    "-q",
                    "--bare",
                    "-b",
                    "main",
                    folder.resolve("empty.git").toString());
            return new Histories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path alpha() {
        return folder.resolve("alpha.git");
    }

    /** The output of {@code git} in {@code alpha.git}. */
    String git(String... arguments) {
        return Shell.git(alpha(), arguments);
    }

    void writeRepositoriesJson(String repositoriesJson) {
        try {
            Files.writeString(folder.resolve("repositories.json"), repositoriesJson);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
