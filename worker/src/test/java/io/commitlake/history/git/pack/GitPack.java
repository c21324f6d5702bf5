package io.commitlake.history.git.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.commit.GitObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The pack of a shipped history, as Git has cloned and indexed it. */
record GitPack(Path folder, Path pack) {
    static final int CHECKSUM_BYTES = 20;
    private static final Path HISTORIES = Path.of("../sandbox/histories");

    /** The names of the shipped histories. */
    static Stream<String> histories() throws IOException {
        try (Stream<Path> files = Files.list(HISTORIES)) {
            return files
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".bundle"))
                    .map(name -> name.substring(0, name.length() - ".bundle".length()))
                    .toList()
                    .stream();
        }
    }

    /** Clones a history into a folder. */
    static GitPack of(String history, Path into) throws Exception {
        Path repository = into.resolve("cloned.git");
        git(
                into,
                "clone",
                "-q",
                "--bare",
                HISTORIES.resolve(history + ".bundle").toString(),
                repository.toString());
        git(repository, "repack", "-q", "-a", "-d");
        try (Stream<Path> files = Files.list(repository.resolve("objects/pack"))) {
            Path pack = files.filter(file -> file.toString().endsWith(".pack"))
                    .findFirst()
                    .orElseThrow();
            return new GitPack(repository.resolve("objects/pack"), pack);
        }
    }

    Path index() {
        return sibling(".idx");
    }

    Path lines() {
        return sibling(".lines");
    }

    private Path sibling(String ending) {
        String name = pack.getFileName().toString();
        return folder.resolve(name.substring(0, name.length() - ".pack".length()) + ending);
    }

    /** The names of all objects. */
    List<String> objects() throws Exception {
        return git(folder, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
                .lines()
                .toList();
    }

    /** Lets Git index another pack, and returns the index. */
    Path indexed(Path other) throws Exception {
        Path index = other.resolveSibling("gits.idx");
        git(folder, "index-pack", "-o", index.toString(), other.toString());
        return index;
    }

    /** The pack with the checksum that fits its other bytes. */
    static byte[] withChecksum(byte[] pack) {
        byte[] content = Arrays.copyOf(pack, pack.length - CHECKSUM_BYTES);
        byte[] whole = Arrays.copyOf(content, pack.length);
        System.arraycopy(GitObject.sha1().digest(content), 0, whole, content.length, CHECKSUM_BYTES);
        return whole;
    }

    private static String git(Path folder, String... arguments) throws Exception {
        List<String> line =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        if (arguments[0].equals("clone")) {
            builder.directory(Path.of("").toAbsolutePath().toFile());
        } else {
            builder.directory(folder.toFile());
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
