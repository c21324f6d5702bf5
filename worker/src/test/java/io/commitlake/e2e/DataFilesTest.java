package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.storage.Layout;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of the files in {@code data_files} see all rows of the completed exports and no other rows. */
class DataFilesTest {
    /**
     * Compares the lists with the ledger's outcomes and with the files themselves. Prints the number of rows by table.
     */
    private static final String CHECK = """
            import collections, hashlib, json, pathlib, sys
            import duckdb, pyarrow.parquet as pq
            dataset = pathlib.Path(sys.argv[1])
            lists = f"read_parquet('{dataset}/data_files/*.parquet')"
            columns = [(name, kind) for name, kind, *_ in duckdb.sql(f"describe select * from {lists}").fetchall()]
            assert columns == [("path", "VARCHAR"), ("table", "VARCHAR"), ("repository_id", "BIGINT"), ("commit_month", "VARCHAR"),
                ("export", "BIGINT"), ("rows", "BIGINT"), ("bytes", "BIGINT"), ("sha256", "VARCHAR"),
                ("snapshot_at", "TIMESTAMP WITH TIME ZONE"), ("run", "VARCHAR")], columns
            listed = duckdb.sql(f"select * exclude (snapshot_at, run) from {lists}").fetchall()
            assert len({row[0] for row in listed}) == len(listed), "a file is listed twice"
            complete = {}
            for record in dataset.glob("_commitlake/ledger/outcomes/*/*.json"):
                outcome = json.loads(record.read_text())
                if outcome["outcome"] == "complete":
                    complete.update((file["key"], (file["rows"], file["bytes"], file["sha256"])) for file in outcome["files"])
            assert {row[0]: row[5:8] for row in listed} == complete
            rows = collections.Counter()
            for path, table, repository, month, export, count, size, sha256 in listed:
                assert path == f"{table}/repository_id={repository}/commit_month={month}/{table}_{repository}-{export}.parquet", path
                content = (dataset / path).read_bytes()
                assert (len(content), hashlib.sha256(content).hexdigest()) == (size, sha256), path
                assert pq.ParquetFile(dataset / path).metadata.num_rows == count, path
                rows[table] += count
            for file in dataset.glob("data_files/*.parquet"):
                order = [(row["repository_id"], row["export"], row["table"], row["path"]) for row in pq.ParquetFile(file).read().to_pylist()]
                assert order == sorted(order), file
            # A reader needs no listing of the bucket.
            for table in rows:
                duckdb.sql(f"set variable files = (select list('{dataset}/' || path) from {lists} where \\"table\\" = '{table}')")
                read = duckdb.sql("select count(*) from read_parquet(getvariable('files'))").fetchall()[0][0]
                assert read == rows[table], (table, read)
            print(dict(sorted(rows.items())))
            print(duckdb.sql(f"select distinct run, (snapshot_at at time zone 'UTC')::varchar from {lists} order by all").fetchall())
            """;

    private static final String[] FIRST = {"--snapshot", "2019-01-01", "--run", "scheduled__2019-01-01T00:00:00+00:00"};
    private static final String[] SECOND = {"--snapshot", "2026-01-01", "--run", "nightly 2"};

    @TempDir
    Path folder;

    private Stack stack;
    private Relay relay;

    @BeforeEach
    void serve() {
        stack = new Stack(folder, Stack.shipped());
        relay = new Relay(URI.create(Objects.requireNonNull(stack.environment().get("AWS_ENDPOINT_URL_S3"))));
        stack.set("AWS_ENDPOINT_URL_S3", relay.address().toString());
        stack.track("renames", "small").ended(0);
    }

    @AfterEach
    void stop() {
        relay.close();
        stack.close();
    }

    private void step(String command, String[] run, String... more) {
        stack.commitlake(arguments(command, run, more)).ended(0);
    }

    private static String[] arguments(String command, String[] run, String... more) {
        return Stream.of(new String[] {command}, run, more).flatMap(Stream::of).toArray(String[]::new);
    }

    private String check() {
        return Python.run("-c", CHECK, stack.dataset().toString());
    }

    /** The number of commits before a moment in the two histories, which only move forward. */
    private long commits(String before) {
        return Stream.of("renames", "small")
                .mapToLong(name -> {
                    Path git = folder.resolve("count-" + name + ".git");
                    if (!Files.exists(git)) {
                        Path bundle = Stack.shipped().resolve(name + ".bundle");
                        Repo.git(folder, "clone", "-q", "--bare", bundle.toString(), git.toString());
                    }
                    String tip = Repo.git(
                                    git, "log", "--first-parent", "-1", "--format=%H", "--before=" + before, "HEAD")
                            .strip();
                    return tip.isEmpty()
                            ? 0
                            : Long.parseLong(
                                    Repo.git(git, "rev-list", "--count", tip).strip());
                })
                .sum();
    }

    @Test
    void exactlyTheFilesOfCompletedExportsAreListedWithTheirRowsBytesAndHashes() throws IOException {
        step("plan", FIRST, "--shards", "1");
        step("extract", FIRST, "--shard", "0");
        step("merge", FIRST);
        assertThat(check())
                .contains("'commits': " + commits("2018-12-31T23:59:59Z") + ",")
                .contains("[('scheduled__2019-01-01T00:00:00+00:00', '2019-01-01 00:00:00')]");

        step("plan", SECOND, "--shards", "1");
        step("extract", SECOND, "--shard", "0");
        // As if the worker had been killed between its last put and the outcome.
        Path outcome = stack.dataset().resolve("_commitlake/ledger/outcomes/1000/1.json");
        byte[] content = Files.readAllBytes(outcome);
        Files.delete(outcome);
        step("merge", SECOND);
        assertThat(stack.commitTables().keySet()).anyMatch(key -> key.endsWith("_1000-1.parquet"));
        check();

        Files.write(outcome, content);
        step("merge", SECOND);
        assertThat(check())
                .contains("'commits': " + commits("2025-12-31T23:59:59Z") + ",")
                .contains("('nightly 2', '2026-01-01 00:00:00')");
    }

    @Test
    void mergesKilledAtEachStepAndRepeatedListEveryFileOnce() throws InterruptedException, IOException {
        step("plan", SECOND, "--shards", "1");
        step("extract", SECOND, "--shard", "0");

        killAfter(0, "PUT /github/data_files/");
        assertThat(stack.dataset().resolve(Layout.dataFiles("nightly 2"))).doesNotExist();
        assertThat(opened()).isEqualTo(2);

        killAfter(0, "PUT /github/repositories/");
        String list = check();
        assertThat(opened()).isEqualTo(2);

        killAfter(1, "DELETE /github/_commitlake/ledger/open/");
        assertThat(opened()).isEqualTo(1);
        assertThat(check()).isEqualTo(list);

        step("merge", SECOND);
        assertThat(opened()).isZero();
        assertThat(check()).isEqualTo(list).contains("'commits': " + commits("2025-12-31T23:59:59Z") + ",");
        step("validate", SECOND);
    }

    /** Sends SIGKILL to a merge while a request is under way that never arrives, after some requests like it. */
    private void killAfter(int passed, String request) throws InterruptedException {
        AtomicInteger seen = new AtomicInteger();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        int before = opened();
        relay.hold(request, () -> {
            if (seen.getAndIncrement() >= passed) {
                held.countDown();
                Relay.await(killed);
                throw new UncheckedIOException(new IOException("its sender is dead"));
            }
        });
        try (WorkerProcess merge =
                WorkerProcess.start(folder.resolve("merge.log"), stack.environment(), arguments("merge", SECOND))) {
            merge.killWhen(request + " was held", () -> held.getCount() == 0 && opened() == before - passed);
        } finally {
            killed.countDown();
        }
        relay.hold("", () -> {});
    }

    private int opened() {
        String[] names = stack.dataset().resolve(Layout.OPEN).toFile().list();
        return names == null ? 0 : names.length;
    }
}
