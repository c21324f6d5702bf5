package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the worker calls Git, as a program in Git's place sees it. */
class GitCallsTest {
    /** The variables that a process may get, besides those that the shell itself sets. */
    private static final String ALLOWED =
            "(GIT_[A-Z0-9_]+|MALLOC_[A-Z_]+|LC_ALL|PATH|HOME|XDG_CONFIG_HOME|PWD|OLDPWD|SHLVL|_)=.*";

    @TempDir
    Path folder;

    private String recordingGit(Path calls) throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path git = Files.writeString(
                bin.resolve("git"),
                "#!/bin/sh\n{ echo \"call: $*\"; env; } >> '" + calls + "'\nPATH=${PATH#*:}\nexec git \"$@\"\n");
        assertThat(git.toFile().setExecutable(true)).isTrue();
        return bin + ":" + System.getenv("PATH");
    }

    @Test
    void gitReadsNoSettingsOfTheMachineAndRunsNothingOfTheRepository() throws IOException {
        Path calls = folder.resolve("calls");
        try (Stack stack = new Stack(folder, Stack.shipped()).into(folder.resolve("dataset"))) {
            stack.set("PATH", recordingGit(calls)).set("COMMITLAKE_SOURCE", "git");
            stack.set("COMMITLAKE_CLONE_CACHE", folder.resolve("cache").toString());
            stack.track("small").ended(0);
            stack.commitlake("run", "--snapshot", "2017-01-01").ended(0);
            stack.commitlake("run").ended(0);
        }

        List<String> lines = Files.readAllLines(calls);
        assertThat(lines)
                .filteredOn(line -> !line.startsWith("call: "))
                .allMatch(line -> line.matches(ALLOWED))
                .contains(
                        "GIT_CONFIG_NOSYSTEM=1",
                        "GIT_CONFIG_GLOBAL=/dev/null",
                        "GIT_ATTR_NOSYSTEM=1",
                        "GIT_NO_REPLACE_OBJECTS=1",
                        "GIT_TERMINAL_PROMPT=0");
        // The first export downloads a pack, the second one fetches into what the clone cache has.
        for (String subcommand : List.of(" remote-http ", " fetch ")) {
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("call: ") && line.contains(subcommand))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line)
                            .contains(
                                    "-c core.hooksPath=/dev/null",
                                    "-c credential.helper= ",
                                    "-c core.askPass= ",
                                    "-c protocol.allow=never",
                                    "-c http.followRedirects=false"));
        }
        assertThat(lines)
                .filteredOn(line -> line.startsWith("call: ") && line.contains(" fetch "))
                .allSatisfy(line -> assertThat(line).contains("--no-recurse-submodules", "--no-auto-maintenance"));
        assertThat(lines).noneMatch(line -> line.matches("call: .* (checkout|clone|submodule|gc|maintenance)( .*)?"));
    }
}
