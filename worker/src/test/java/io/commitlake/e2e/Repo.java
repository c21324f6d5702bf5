package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bare repository into which a test writes commits, with dates of its choice. */
record Repo(Path gitDir) {
    static Repo create(Path folder, String name) {
        Path gitDir = folder.resolve(name + ".git");
        git(folder, "init", "-q", "--bare", "-b", "main", gitDir.toString());
        return new Repo(gitDir);
    }

    /** Writes a commit that adds a file to those of its first parent; returns its SHA. */
    String commit(String date, String file, String content, String... parents) {
        try {
            Path index = gitDir.resolve("test-index");
            Files.deleteIfExists(index);
            Map<String, String> environment = Map.of("GIT_INDEX_FILE", index.toString());
            if (parents.length > 0) {
                run(environment, gitDir, "read-tree", parents[0]);
            }
            Path blob = Files.writeString(gitDir.resolve("test-blob"), content);
            String sha = git(gitDir, "hash-object", "-w", blob.toString()).strip();
            run(environment, gitDir, "update-index", "--add", "--cacheinfo", "100644," + sha + "," + file);
            return commitTree(date, file, run(environment, gitDir, "write-tree").strip(), parents);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes a commit of exactly the files in lines of {@code git update-index --index-info}; returns its SHA. */
    String commitOf(String date, String index, String... parents) {
        try {
            Path file = gitDir.resolve("test-index");
            Files.deleteIfExists(file);
            Path lines = Files.writeString(gitDir.resolve("test-index-info"), index);
            Map<String, String> environment = Map.of("GIT_INDEX_FILE", file.toString());
            run(environment, gitDir, lines, "update-index", "--index-info");
            return commitTree(
                    date, "files", run(environment, gitDir, "write-tree").strip(), parents);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Imports a stream of {@code git fast-import}. */
    void fastImport(String stream) {
        try {
            Path file = Files.writeString(gitDir.resolve("test-stream"), stream);
            run(Map.of(), gitDir, file, "fast-import", "--quiet");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String commitTree(String date, String label, String tree, String... parents) {
        List<String> command = new ArrayList<>(List.of("commit-tree", tree, "-m", "adds " + label));
        for (String parent : parents) {
            command.addAll(List.of("-p", parent));
        }
        String stamp = Instant.parse(date).getEpochSecond() + " +0000";
        return run(
                        Map.of(
                                "GIT_AUTHOR_NAME",
                                "A",
                                "GIT_AUTHOR_EMAIL",
                                label + "@example.com",
                                "GIT_AUTHOR_DATE",
                                stamp,
                                "GIT_COMMITTER_NAME",
                                "C",
                                "GIT_COMMITTER_EMAIL",
                                "c@example.com",
                                "GIT_COMMITTER_DATE",
                                stamp),
                        gitDir,
                        command.toArray(String[]::new))
                .strip();
    }

    /** Makes the repository so large on the server's disk that later exports don't fetch all of it. */
    void addUnreachableMegabytes() {
        try {
            Files.write(gitDir.resolve("objects/unreachable"), new byte[2 << 20]);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void branch(String name, String commit) {
        git(gitDir, "update-ref", "refs/heads/" + name, commit);
    }

    /** Runs Git and returns its output, each byte as a character of ISO 8859-1. */
    static String gitBytes(Path folder, String... arguments) {
        return run(Map.of(), folder, Path.of("/dev/null"), StandardCharsets.ISO_8859_1, arguments);
    }

    static String git(Path folder, String... arguments) {
        return run(Map.of(), folder, arguments);
    }

    private static String run(Map<String, String> environment, Path folder, String... arguments) {
        return run(environment, folder, Path.of("/dev/null"), arguments);
    }

    private static String run(Map<String, String> environment, Path folder, Path input, String... arguments) {
        return run(environment, folder, input, StandardCharsets.UTF_8, arguments);
    }

    private static String run(
            Map<String, String> environment, Path folder, Path input, Charset text, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), text);
            assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
            return output;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
