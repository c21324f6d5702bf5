package io.commitlake.e2e;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.model.Json;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A sandbox with one live repository of two commits, exported once into a folder, and ways to change both. */
final class OneRepository implements AutoCloseable {
    static final String SNAPSHOT = "2026-01-01";

    final Stack stack;
    final Repo repo;
    private final Path histories;

    OneRepository(Path folder) {
        try {
            histories = Files.createDirectory(folder.resolve("histories"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        repo = Repo.create(histories, "anvils");
        String root = repo.commit("2020-01-01T00:00:00Z", "root", "1\n");
        repo.branch("main", repo.commit("2020-01-02T00:00:00Z", "second", "2\n", root));
        stack = new Stack(folder, histories).into(folder.resolve("dataset")).set("COMMITLAKE_SOURCE", "git");
        stack.track("anvils").ended(0);
        stack.commitlake("run", "--snapshot", "2021-01-01").ended(0);
    }

    String commit(String revision) {
        return Repo.git(repo.gitDir(), "rev-parse", revision).strip();
    }

    /** Adds a commit to the branch; returns its SHA. */
    String add(String date, String file) {
        String added = repo.commit(date + "T00:00:00Z", file, file + "\n", commit("main"));
        repo.branch("main", added);
        return added;
    }

    /** Moves the branch to a commit and deletes the commits that no branch reaches any more. */
    void rewrite(String commit) {
        repo.branch("main", commit);
        Repo.git(repo.gitDir(), "reflog", "expire", "--expire=now", "--all");
        Repo.git(repo.gitDir(), "gc", "-q", "--prune=now");
    }

    /** Changes how GitHub shows the repository, in the terms of the sandbox's {@code repositories.json}. */
    void gitHubShows(Map<String, Object> profile) {
        gitHubShowsAll(Map.of("anvils", profile));
    }

    /** Changes how GitHub shows each repository, by the name of its history. */
    void gitHubShowsAll(Map<String, Object> profiles) {
        try {
            Files.write(histories.resolve("repositories.json"), Json.write(profiles));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        stack.sandbox().refresh();
    }

    Path histories() {
        return histories;
    }

    Stack.Result step(String command, String run, String... more) {
        return stack.commitlake(Stream.concat(Stream.of(command, "--snapshot", SNAPSHOT, "--run", run), Stream.of(more))
                .toArray(String[]::new));
    }

    void plan(String run) {
        step("plan", run).ended(0);
    }

    Stack.Result extract(String run) {
        return step("extract", run, "--shard", "0");
    }

    /** Plans, extracts and merges a run; returns the output of extract. */
    String export(String run) {
        plan(run);
        String output = extract(run).ended(0).out();
        step("merge", run).ended(0);
        return output;
    }

    /** Leaves a run as a kill between the last file's put and the outcome's does. */
    void killBeforeOutcome(String run, long number) {
        plan(run);
        extract(run).ended(0);
        delete(record("outcomes", number));
    }

    Path record(String kind, long number) {
        return stack.dataset().resolve("_commitlake/ledger/" + kind + "/1000/" + number + ".json");
    }

    String outcome(long number) {
        try {
            return Files.readString(record("outcomes", number));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Settles an open export as void, like a worker that is killed before it removes the files. */
    void settleAsVoid(long number, Instant at) {
        try {
            Files.write(
                    record("outcomes", number),
                    Json.write(Map.of("outcome", "void", "reason", "by a test", "at", at.toString())));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The full name in the repository's row. */
    String nameInRow() {
        RepositoryTables tables = new RepositoryTables(
                Storages.open(StorageLocation.parse("file:" + stack.dataset()), S3Access.byDefault()));
        return tables.read(0).orElseThrow().getFirst().fullName().orElseThrow();
    }

    /** The keys of an export's files. */
    List<String> filesOf(long number) {
        return stack.commitTables().keySet().stream()
                .filter(key -> key.endsWith("_1000-" + number + ".parquet"))
                .toList();
    }

    static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
