package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the packaged command, which {@code make run} starts. */
class ScriptIT {
    private static final int LINES = 9;
    private static final Path SCRIPT = Path.of("bin", "sandbox").toAbsolutePath();

    @TempDir
    Path folder = Path.of("");

    @Test
    void theCommandPrintsOnlyExportsAndLeavesNoTemporaryFiles() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), SCRIPT);
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        String token = "it's a 'token'$HOME";
        ProcessBuilder builder = new ProcessBuilder(
                        link.toString(),
                        "--histories",
                        SCRIPT.resolveSibling("../histories").toString())
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment()
                .putAll(Map.of(
                        "GITHUB_TOKENS", token.replace(" ", ""), "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary));
        Process process = builder.start();
        List<String> lines = new ArrayList<>();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (int i = 0; i < LINES; i++) {
            lines.add(String.valueOf(out.readLine()));
        }
        assertThat(lines).allMatch(line -> line.matches("export [A-Z0-9_]+='.*'"));
        Shell.Result evaluated = Shell.run(
                folder,
                Map.of(),
                List.of(
                        "sh",
                        "-c",
                        "eval \"$1\"; printf '%s %s' \"$GITHUB_TOKENS\" \"$COMMITLAKE_DATASET\"",
                        "sh",
                        String.join("\n", lines)));
        assertThat(evaluated.out()).isEqualTo(token.replace(" ", "") + " s3://github");
        assertThat(temporary).isNotEmptyDirectory();

        process.toHandle().destroy(); // sends SIGTERM but, unlike Process.destroy, leaves the pipes open
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(out.readLine()).isNull();
        assertThat(left(temporary)).isEmpty();
    }

    @Test
    void badUsageExitsWith2AndAMissingFolderWith1EachInOneLine() {
        Shell.Result usage = Shell.run(folder, Map.of(), List.of(SCRIPT.toString(), "--port", "http"));
        assertThat(usage.exit()).isEqualTo(2);
        assertThat(usage.out()).isEmpty();
        Shell.Result missing = Shell.run(folder, Map.of(), List.of(SCRIPT.toString(), "--histories", "nowhere"));
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err().lines()).singleElement().asString().contains("nowhere");
    }

    private static List<Path> left(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("commitlake"))
                    .toList();
        }
    }
}
