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

/** A sandbox that serves a folder of histories, a dataset in its S3, and the commands in this process. */
final class Stack implements AutoCloseable {
    /** How a command ended. */
    record Result(int code, String out, String err) {
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

    /** With a sandbox of other options. */
    Stack(Path folder, Path histories, UnaryOperator<Options> other) {
        this.folder = folder;
        this.histories = histories;
        this.sandbox =
                Sandbox.start(other.apply(Options.of(histories).withS3Data(folder.resolve("s3"))), new SchemaCheck());
        this.environment = new HashMap<>(sandbox.environment());
        this.dataset = folder.resolve("s3/github");
        environment.put("PATH", System.getenv("PATH"));
        environment.put("COMMITLAKE_WORK_DIR", folder.resolve("work").toString());
    }

    /** The histories that the sandbox ships. */
    static Path shipped() {
        return repository().resolve("sandbox/histories");
    }

    /** The histories beside the checkout, where there are any. */
    static Path shared(String name) {
        Path path = repository().resolveSibling("shared").resolve(name);
        Assumptions.assumeTrue(Files.exists(path), "skipped: there is no shared/" + name + " beside the checkout");
        return path;
    }

    /** The shared one, or where there is none beside the checkout the copy that comes with the tests. */
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

    /** From now on all is of a dataset in a folder, which many small files are put to faster than to an S3. */
    Stack into(Path folder) {
        dataset = folder;
        return set("COMMITLAKE_DATASET", "file:" + folder);
    }

    /** From now on a setting has this value. */
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

    Result commitlake(Map<String, String> surroundings, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(arguments, surroundings, new PrintWriter(out, true), new PrintWriter(err, true), false);
        return new Result(code, out.toString(), err.toString());
    }

    /** The SHA-256 of every file of the three commit tables, by key. */
    SortedMap<String, String> commitTables() {
        SortedMap<String, String> hashes = new TreeMap<>();
        for (String table : List.of("commits", "file_changes", "file_states")) {
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

    /** When each file was put that isn't a run's own, by key: rewritten with the same bytes it is another. */
    SortedMap<String, Object> written() {
        SortedMap<String, Object> written = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dataset())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String key = dataset().relativize(file).toString();
                if (!key.startsWith("_commitlake/plans/") && !key.startsWith("_commitlake/reports/")) {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    written.put(key, attributes.lastModifiedTime() + " " + attributes.fileKey());
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return written;
    }

    void removeDataset() {
        io.commitlake.job.work.Workspace.remove(dataset());
        try {
            Files.createDirectories(dataset());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The same where the oracle is beside the checkout; where it isn't, the test goes on without. */
    void oracleIfThere(String name, long id) {
        if (Files.exists(repository().resolveSibling("shared").resolve("oracle/check_dataset.py"))) {
            oracle(name, id);
        }
    }

    /** Holds the dataset against git; the test fails with what differs. */
    void oracle(String name, long id, String... more) {
        oracleOf(name, id, "sandbox/" + name, more);
    }

    /** The same of a repository that is called otherwise than its history. */
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
                "--authors",
                authors(bare).toString()));
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

    /** The users' ids by the sandbox's rule, for all e-mails that could be an author's. */
    private Path authors(Path bare) {
        Map<String, @Nullable Long> ids = new HashMap<>();
        for (String email : Repo.git(bare, "log", "--all", "--reflog", "--format=%ae")
                .lines()
                .toList()) {
            Optional<Long> id = Users.id(email).stream().boxed().findFirst();
            ids.put(email, id.orElse(null));
        }
        try {
            return Files.write(folder.resolve("authors.json"), Json.write(ids));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
