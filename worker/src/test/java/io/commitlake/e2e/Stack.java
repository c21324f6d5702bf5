package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.Main;
import io.commitlake.model.Json;
import io.commitlake.model.Sha256;
import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.Sandbox;
import io.commitlake.sandbox.SchemaCheck;
import io.commitlake.sandbox.hub.Users;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** What a test runs on: a sandbox that serves histories, a dataset in its S3, and commands in this process. */
final class Stack implements AutoCloseable {
    /** A command's exit code and output. */
    record Result(int code, String out, String err) {
        /** Asserts the exit code. */
        Result ended(int expected) {
            assertThat(code).as("%s%s", out, err).isEqualTo(expected);
            return this;
        }
    }

    private final Path folder;
    private final Path histories;
    private final Sandbox sandbox;
    private final Map<String, String> environment;
    private Path dataset;

    Stack(Path folder, Path histories) {
        this(folder, histories, options -> options);
    }

    /** Starts the sandbox with changed options. */
    Stack(Path folder, Path histories, UnaryOperator<Options> change) {
        this.folder = folder;
        this.histories = histories;
        this.sandbox =
                Sandbox.start(change.apply(Options.of(histories).withS3Data(folder.resolve("s3"))), new SchemaCheck());
        this.environment = new HashMap<>(sandbox.environment());
        this.dataset = folder.resolve("s3/github");
        environment.put("PATH", System.getenv("PATH"));
        environment.put("COMMITLAKE_WORK_DIR", folder.resolve("work").toString());
    }

    /** The histories that come with the sandbox. */
    static Path shipped() {
        return repository().resolve("sandbox/histories");
    }

    /** A path in {@code shared/} beside the checkout; skips the test if it is missing. */
    static Path shared(String name) {
        Path path = repository().resolveSibling("shared").resolve(name);
        Assumptions.assumeTrue(Files.exists(path), "skipped: there is no shared/" + name + " beside the checkout");
        return path;
    }

    /** The oracle in {@code shared/} if there is one, else the copy among the tests. */
    private static Path oracle() {
        Path shared = repository().resolveSibling("shared/oracle/check_dataset.py");
        return Files.exists(shared) ? shared : repository().resolve("worker/src/test/python/check_dataset.py");
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("sandbox")) ? here : here.resolveSibling("");
    }

    Map<String, String> environment() {
        return environment;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** The dataset's folder: the sandbox's S3 keeps objects as files. */
    Path dataset() {
        return dataset;
    }

    /** Switches to a dataset in a folder, where many small files are written faster than to an S3. */
    Stack into(Path folder) {
        dataset = folder;
        return set("COMMITLAKE_DATASET", "file:" + folder);
    }

    /** Sets an environment variable for the commands from now on. */
    Stack set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Adds repositories to the dataset. */
    Result track(String... names) {
        return commitlake(Stream.concat(Stream.of("track"), Stream.of(names).map(name -> "sandbox/" + name))
                .toArray(String[]::new));
    }

    Result commitlake(String... arguments) {
        return commitlake(environment, arguments);
    }

    Result commitlake(Map<String, String> variables, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(arguments, variables, new PrintWriter(out, true), new PrintWriter(err, true), false);
        return new Result(code, out.toString(), err.toString());
    }

    /** The SHA-256 of every file of an export, by key. */
    SortedMap<String, String> commitTables() {
        SortedMap<String, String> hashes = new TreeMap<>();
        for (String table : List.of("commits", "file_changes", "file_states", "file_contents")) {
            Path root = dataset().resolve(table);
            if (!Files.exists(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    hashes.put(dataset().relativize(file).toString(), Sha256.of(file));
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return hashes;
    }

    /**
     * The modification time and inode of each file outside plans, reports and repository_states, which every run adds
     * to, by key. An entry changes when its file is rewritten, even with the same bytes.
     */
    SortedMap<String, Object> written() {
        SortedMap<String, Object> written = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dataset())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String key = dataset().relativize(file).toString();
                if (Stream.of(
                                "_commitlake/plans/",
                                "_commitlake/reports/",
                                "_commitlake/runs.json",
                                "repository_states/")
                        .noneMatch(key::startsWith)) {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    written.put(key, attributes.lastModifiedTime() + " " + attributes.fileKey());
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return written;
    }

    /** Each file and folder with its modification time, which changes if a file is rewritten, added or removed. */
    static SortedMap<String, String> tree(Path root) {
        SortedMap<String, String> tree = new TreeMap<>();
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.toList()) {
                    tree.put(root.relativize(file).toString(), Files.getLastModifiedTime(file) + "");
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return tree;
    }

    /** Removes what Iceberg keeps in the dataset. */
    void removeIceberg() {
        io.commitlake.job.work.Workspace.remove(dataset().resolve("iceberg"));
    }

    void removeDataset() {
        io.commitlake.job.work.Workspace.remove(dataset());
        try {
            Files.createDirectories(dataset());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Like {@link #oracle}, but does nothing if there is no oracle in {@code shared/} beside the checkout. */
    void oracleIfShared(String name, long id) {
        if (Files.exists(repository().resolveSibling("shared").resolve("oracle/check_dataset.py"))) {
            oracle(name, id);
        }
    }

    /** Asserts that the dataset equals Git's history; the failure lists the differences. */
    void oracle(String name, long id, String... more) {
        oracleOf(name, id, "sandbox/" + name, more);
    }

    /** Like {@link #oracle}, for a repository whose full name isn't {@code sandbox/} and its history's name. */
    void oracleOf(String name, long id, String fullName, String... more) {
        Path oracle = oracle();
        Path bare = bare(name);
        List<String> arguments = new ArrayList<>(List.of(
                oracle.toString(),
                "--dataset",
                dataset().toString(),
                "--git-dir",
                bare.toString(),
                "--repository-id",
                Long.toString(id),
                "--full-name",
                fullName,
                "--format",
                "2",
                "--authors",
                users(bare).toString()));
        arguments.addAll(List.of(more));
        assertThat(Python.run(arguments)).contains("equals git");
    }

    private Path bare(String name) {
        Path live = histories.resolve(name + ".git");
        if (Files.exists(live)) {
            return live;
        }
        Path clone = folder.resolve(name + ".git");
        if (!Files.exists(clone)) {
            Repo.git(
                    folder,
                    "clone",
                    "-q",
                    "--bare",
                    histories.resolve(name + ".bundle").toString(),
                    clone.toString());
        }
        return clone;
    }

    /** Writes the user ID that the sandbox gives each e-mail address in the history, null if none. */
    private Path users(Path bare) {
        Map<String, @Nullable Long> ids = new HashMap<>();
        for (String email : Repo.git(bare, "log", "--all", "--reflog", "--format=%ae%n%ce")
                .lines()
                .toList()) {
            Optional<Long> id = Users.id(email).stream().boxed().findFirst();
            ids.put(email, id.orElse(null));
        }
        try {
            return Files.write(folder.resolve("users.json"), Json.write(ids));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
