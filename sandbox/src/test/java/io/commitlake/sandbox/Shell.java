package io.commitlake.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the real Git without the machine's configuration, with one author on one date. */
final class Shell {
    private Shell() {}

    record Result(int exit, String out, String err) {}

    static String git(Path folder, String... arguments) {
        Result result = tryGit(folder, Map.of(), arguments);
        if (result.exit() != 0) {
            throw new AssertionError("git " + String.join(" ", arguments) + ": " + result.err());
        }
        return result.out().strip();
    }

    static Result tryGit(Path folder, Map<String, String> more, String... arguments) {
        return run(folder, more, prepend("git", arguments));
    }

    static Result run(Path folder, Map<String, String> more, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            Path errors = Files.createTempFile("stderr", "");
            builder.redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("GIT"));
            builder.environment()
                    .putAll(Map.of(
                            "HOME", "/nonexistent",
                            "GIT_CONFIG_NOSYSTEM", "1",
                            "GIT_TERMINAL_PROMPT", "0",
                            "GIT_AUTHOR_NAME", "Ann",
                            "GIT_AUTHOR_EMAIL", "ann@example.org",
                            "GIT_AUTHOR_DATE", "2024-03-01T12:00:00+0200",
                            "GIT_COMMITTER_NAME", "Ann",
                            "GIT_COMMITTER_EMAIL", "ann@example.org",
                            "GIT_COMMITTER_DATE", "2024-03-01T12:00:00+0200"));
            builder.environment().putAll(more);
            Process process = builder.start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            String err = Files.readString(errors, StandardCharsets.ISO_8859_1);
            Files.delete(errors);
            return new Result(exit, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<String> prepend(String first, String... rest) {
        var all = new ArrayList<String>(List.of(first));
        all.addAll(List.of(rest));
        return all;
    }
}
