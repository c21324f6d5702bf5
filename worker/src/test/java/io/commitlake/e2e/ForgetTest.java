package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.Main;
import io.commitlake.testing.Postgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository is removed for good, and only its id is left. */
class ForgetTest {
    @TempDir
    Path folder;

    private Stack stack;
    private Traces traces;

    @BeforeEach
    void start() throws IOException {
        stack = new Stack(folder, Stack.shipped()).set("COMMITLAKE_SOURCE", "git");
        traces = new Traces(folder, "renames", "small");
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private void exportBoth() {
        stack.track("renames", "small").ended(0);
        stack.commitlake("run", "--snapshot", "2020-01-01").ended(0);
        stack.commitlake("run", "--snapshot", "2022-01-01").ended(0);
        stack.commitlake(
                        "plan",
                        "--run",
                        "of-two",
                        "--snapshot",
                        "2022-01-01",
                        "--repositories",
                        "sandbox/renames",
                        "--repositories",
                        "sandbox/small")
                .ended(0);
        assertThat(traces.found(stack.dataset()))
                .contains("repositories/", "_commitlake/plans/", "_commitlake/ledger/claims/", "_commitlake/runs.json");
    }

    private SortedMap<String, String> filesOfSmall() {
        SortedMap<String, String> files = stack.commitTables();
        files.keySet().removeIf(key -> !key.contains("repository_id=1001/"));
        return files;
    }

    /** Forgets the larger of two repositories, and checks that nothing of it is left and nothing of the other is lost. */
    private void forgetOneOfTwo() {
        exportBoth();
        SortedMap<String, String> files = filesOfSmall();
        String rows = traces.rowsOfOthers(stack.dataset(), 1000);

        assertThat(stack.commitlake("forget", "Sandbox/Renames", "--yes")
                        .ended(0)
                        .out())
                .contains("repository 1000 (sandbox/renames): 2 exports", "commits: ", "removed and forgotten");

        assertThat(traces.found(stack.dataset())).isEmpty();
        assertThat(stack.commitTables()).isEqualTo(files);
        assertThat(traces.rowsOfOthers(stack.dataset(), 1000)).isEqualTo(rows);
        stack.commitlake("validate", "--all").ended(0);
    }

    @Test
    void onlyTheIdOfAForgottenRepositoryIsLeftInAFolder() {
        stack.into(folder.resolve("lake"));
        forgetOneOfTwo();

        stack.commitlake("run", "--snapshot", "2024-01-01").ended(0);
        assertThat(stack.commitlake("status").ended(0).out()).contains("repositories: 1");
        assertThat(stack.track("renames").ended(3).err()).contains("forgotten", "forget --undo --id 1000");
        assertThat(stack.commitlake("discover", "--created-from", "2005-01-01", "--stars", "0")
                        .ended(0)
                        .out())
                .contains("not added, because they are forgotten: repository 1000");
        stack.commitlake("run", "--snapshot", "2025-01-01").ended(0);
        assertThat(traces.found(stack.dataset())).isEmpty();
        stack.commitlake("validate", "--all").ended(0);
        stack.oracle("small", 1001, "--snapshot", "2025-01-01");
    }

    @Test
    void onlyTheIdOfAForgottenRepositoryIsLeftInABucket() {
        forgetOneOfTwo();
    }

    @Test
    void onlyTheIdOfAForgottenRepositoryIsLeftInPostgres() {
        try (Postgres server = Postgres.start()) {
            String database = server.newDatabase();
            Postgres.settings(database).forEach(stack::set);
            stack.into(folder.resolve("lake"));
            // A former home of the ledger keeps its records; they must go too.
            stack.set("COMMITLAKE_LEDGER", "");
            stack.track("renames", "small").ended(0);
            stack.commitlake("run", "--snapshot", "2019-01-01").ended(0);
            stack.commitlake("ledger", "move", "--to", database).ended(0);
            stack.set("COMMITLAKE_LEDGER", database);
            exportBoth();
            assertThat(traces.foundIn(database)).contains("claims", "outcomes", "users", "tracked_repositories");

            stack.commitlake("forget", "--id", "1000", "--yes").ended(0);

            assertThat(traces.foundIn(database)).isEmpty();
            assertThat(traces.found(stack.dataset())).isEmpty();
            assertThat(Postgres.query(database, "SELECT repository_id FROM commitlake.forgotten_repositories"))
                    .containsExactly("1000");
            assertThat(Postgres.query(database, "SELECT count(*) FROM commitlake.exports WHERE repository_id = 1001"))
                    .doesNotContain("0");
            stack.commitlake("validate", "--all").ended(0);
        }
    }

    @Test
    void aRunFromBeforeTheRemovalCanBeRepeated() {
        stack.into(folder.resolve("lake"));
        stack.track("renames", "small").ended(0);
        List<String> run = List.of("--snapshot", "2022-01-01", "--run", "r");
        String[] asked = {"--repositories", "sandbox/renames", "--repositories", "sandbox/small"};
        step("plan", run, asked).ended(0);
        stack.commitlake("forget", "--id", "1000", "--yes").ended(0);

        step("plan", run, asked).ended(0);
        step("extract", run, "--shard", "0").ended(0);
        step("extract", run, "--shard", "1").ended(0);
        step("merge", run).ended(0);
        step("validate", run).ended(0);

        assertThat(traces.found(stack.dataset())).isEmpty();
        assertThat(filesOfSmall()).isNotEmpty().isEqualTo(stack.commitTables());
        stack.commitlake("validate", "--all").ended(0);
    }

    private Stack.Result step(String command, List<String> run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(run);
        arguments.addAll(List.of(more));
        return stack.commitlake(arguments.toArray(String[]::new));
    }

    @Test
    void aMergeRemovesWhatALateWorkerPuts() throws InterruptedException {
        stack.into(folder.resolve("lake"));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch forgotten = new CountDownLatch(1);
        List<String> run = List.of("--snapshot", "2022-01-01", "--run", "r");
        try (Relay relay = new Relay(URI.create(stack.sandbox().environment().get("GITHUB_SERVER_URL")))) {
            stack.set("GITHUB_SERVER_URL", relay.address().toString());
            stack.track("renames", "small").ended(0);
            step("plan", run, "--shards", "1").ended(0);
            relay.hold("POST /sandbox/renames", () -> {
                asked.countDown();
                Relay.await(forgotten);
            });
            try (WorkerProcess worker = WorkerProcess.start(
                    folder.resolve("log"),
                    stack.environment(),
                    Stream.concat(Stream.of("extract", "--shard", "0"), run.stream())
                            .toArray(String[]::new))) {
                worker.until("Git asks for the history", () -> asked.getCount() == 0);
                stack.commitlake("forget", "--id", "1000", "--yes").ended(0);
                assertThat(traces.found(stack.dataset())).isEmpty();
                forgotten.countDown();
                worker.ended(0);
            } finally {
                forgotten.countDown();
            }
        }
        assertThat(traces.found(stack.dataset())).contains("commits/", "_commitlake/ledger/");
        stack.commitlake("validate", "--all").ended(0);

        step("merge", run).ended(0);

        assertThat(traces.found(stack.dataset())).isEmpty();
        assertThat(filesOfSmall()).isNotEmpty().isEqualTo(stack.commitTables());
        step("validate", run).ended(0);
        stack.commitlake("validate", "--all").ended(0);
    }

    private SortedMap<String, String> tree() {
        SortedMap<String, String> tree = Stack.tree(stack.dataset());
        tree.keySet().removeIf(key -> key.startsWith(".commitlake-tmp"));
        return tree;
    }

    @Test
    void aDryRunShowsWhatWouldBeRemovedAndChangesNothing() {
        stack.into(folder.resolve("lake"));
        exportBoth();
        SortedMap<String, String> before = tree();

        String out = stack.commitlake("forget", "sandbox/renames", "--dry-run")
                .ended(0)
                .out();

        assertThat(out)
                .contains(
                        "  commits: ", "  repositories: 1 row in 1 file\n", "  repository_states: 3 rows in 3 files\n")
                .containsPattern("file_states: [1-9][0-9,]* rows in [1-9][0-9]* files, [1-9][0-9,]* bytes");
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void nothingIsRemovedWithoutAYes() {
        stack.into(folder.resolve("lake"));
        exportBoth();
        SortedMap<String, String> before = stack.commitTables();

        assertThat(stack.commitlake("forget", "sandbox/renames").ended(2).err()).contains("--yes", "--dry-run");
        assertThat(stack.commitlake("forget", "--yes").ended(2).err()).contains("--id");
        assertThat(stack.commitlake("forget", "sandbox/nobody", "--yes")
                        .ended(3)
                        .err())
                .contains("sandbox/nobody", "--id");
        assertThat(answered("no").out()).contains("nothing is removed");
        assertThat(stack.commitTables()).isEqualTo(before);

        assertThat(answered("yes").err()).contains("Remove repository 1000 (sandbox/renames) for good?");
        assertThat(stack.commitTables()).isEqualTo(filesOfSmall());
    }

    private Stack.Result answered(String answer) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(
                new String[] {"forget", "sandbox/renames"},
                stack.environment(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false,
                Optional.of(() -> answer));
        return new Stack.Result(code, out.toString(), err.toString()).ended(0);
    }

    @Test
    void aForgottenRepositoryMayComeBackADayLater() throws IOException {
        stack.into(folder.resolve("lake"));
        exportBoth();
        assertThat(stack.commitlake("forget", "--undo", "--id", "1000").ended(3).err())
                .contains("repository 1000 isn't forgotten");
        stack.commitlake("forget", "--id", "1000", "--yes").ended(0);
        assertThat(stack.commitlake("forget", "--undo", "--id", "1000").ended(3).err())
                .contains("less than a day ago");
        Path mark = stack.dataset().resolve("_commitlake/ledger/forgotten/1000");
        Files.setLastModifiedTime(mark, FileTime.from(Instant.now().minus(Duration.ofHours(25))));

        assertThat(stack.commitlake("forget", "--undo", "sandbox/renames")
                        .ended(0)
                        .out())
                .contains("repository 1000 may be tracked again");

        assertThat(stack.track("renames").ended(0).out()).contains("1 added");
        stack.commitlake("run", "--snapshot", "2024-01-01").ended(0);
        stack.oracle("renames", 1000, "--snapshot", "2024-01-01");
        stack.commitlake("validate", "--all").ended(0);
    }

    @Test
    void theCloneCacheLosesTheRepositoryToo() {
        Path cache = folder.resolve("cache");
        stack.into(folder.resolve("lake")).set("COMMITLAKE_CLONE_CACHE", cache.toString());
        exportBoth();
        assertThat(cache.resolve("1000")).exists();

        stack.commitlake("forget", "--id", "1000", "--yes").ended(0);

        assertThat(cache.resolve("1000")).doesNotExist();
        assertThat(cache.resolve("1001")).exists();
    }

    @Test
    void aRepositoryThatWasNeverTrackedCanBeForgottenInAdvance() {
        stack.into(folder.resolve("lake"));
        stack.track("small").ended(0);
        assertThat(stack.commitlake("forget", "sandbox/renames", "--yes")
                        .ended(0)
                        .out())
                .contains("repository 1000: 0 exports, no rows");

        assertThat(stack.track("renames", "small").ended(3).out()).contains("0 added, 1 already tracked");
    }
}
