package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.sandbox.error.SandboxException;
import io.commitlake.sandbox.git.Bundle;
import io.commitlake.sandbox.git.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void anUnpackedBundleHasBitmapsAndAFailedUnpackingCanBeRetried() throws IOException {
        Histories histories = Histories.in(folder);
        Path file = histories.folder().resolve("beta.bundle");
        Path directory = Files.createDirectories(folder.resolve("unbundled")).resolve("beta.git");
        Path elsewhere = folder.resolve("elsewhere");
        try (Git git = Git.find(Files.createDirectories(folder.resolve("home")))) {
            Files.move(file, elsewhere);
            assertThatThrownBy(() -> new Bundle(file).unbundle(git, directory))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining(file.toString());
            Files.move(elsewhere, file);
            new Bundle(file).unbundle(git, directory);
        }

        assertThat(Shell.git(directory, "rev-parse", "HEAD")).isEqualTo(histories.git("rev-parse", "main"));
        try (Stream<Path> packs = Files.list(directory.resolve("objects/pack"))) {
            assertThat(packs.map(Path::toString)).anyMatch(name -> name.endsWith(".bitmap"));
        }
    }
}
