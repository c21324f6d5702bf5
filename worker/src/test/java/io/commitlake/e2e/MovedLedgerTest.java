package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.testing.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger moves between its homes, and the data files stay as if it hadn't. */
class MovedLedgerTest {
    @TempDir
    Path folder;

    private Postgres server;
    private String database;
    private Stack stack;

    @BeforeEach
    void start() {
        server = Postgres.start();
        database = server.newDatabase();
        stack = new Stack(folder, Stack.shipped()).set("COMMITLAKE_SOURCE", "git");
    }

    @AfterEach
    void stop() {
        if (stack != null) {
            stack.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void run(String snapshot) {
        stack.commitlake("run", "--snapshot", snapshot).ended(0);
        stack.commitlake("validate", "--all").ended(0);
    }

    private void move(String place) {
        assertThat(stack.commitlake("ledger", "move", "--to", place).ended(0).out())
                .contains("moved the ledger with")
                .doesNotContain(Postgres.PASSWORD);
    }

    private SortedMap<String, String> unmoved() {
        return unmoved("unmoved", "2021-01-01", "2022-01-01", "2026-01-01");
    }

    private SortedMap<String, String> unmoved(String name, String... snapshots) {
        stack.into(folder.resolve(name)).set("COMMITLAKE_LEDGER", "");
        stack.track("small", "renames").ended(0);
        for (String snapshot : snapshots) {
            stack.commitlake("run", "--snapshot", snapshot).ended(0);
        }
        return stack.commitTables();
    }

    @Test
    void aLedgerMovesThereAndBack() throws IOException {
        stack.into(folder.resolve("lake"));
        stack.track("small", "renames").ended(0);
        run("2021-01-01");
        Postgres.settings(database).forEach(stack::set);
        stack.set("COMMITLAKE_LEDGER", "");
        move(database);
        assertThat(stack.commitlake("run").ended(3).err()).contains("COMMITLAKE_LEDGER is dataset", database);
        assertThat(Postgres.query(database, "SELECT count(*) FROM commitlake.exports WHERE state = 'complete'"))
                .containsExactly("1");

        stack.set("COMMITLAKE_LEDGER", database);
        run("2022-01-01");
        move("dataset");
        assertThat(stack.commitlake("run").ended(3).err()).contains(database, "ledger in dataset");

        stack.set("COMMITLAKE_LEDGER", "");
        run("2026-01-01");
        assertThat(stack.commitlake("ledger", "move", "--to", database).ended(3).err())
                .contains("another ledger", "currentSchema");
        // The refused move has left its mark, so it must be given up or sent elsewhere.
        assertThat(stack.commitlake("run").ended(6).err()).contains("is moving");
        move(database + "?currentSchema=second");
        stack.set("COMMITLAKE_LEDGER", database + "?currentSchema=second");
        stack.commitlake("validate", "--all").ended(0);

        SortedMap<String, String> moved = stack.commitTables();
        assertThat(moved).isEqualTo(unmoved());
    }

    @Test
    void aWorkerThatRunsDuringTheMoveStopsBeforeItPutsAFile() throws InterruptedException {
        stack.into(folder.resolve("lake"));
        stack.track("small", "renames").ended(0);
        stack.sandbox()
                .inject(FaultRule.of(new Fault.Slow(Duration.ofSeconds(20)))
                        .kind(RequestKind.GIT)
                        .always());
        Postgres.settings(database).forEach(stack::set);
        stack.set("COMMITLAKE_LEDGER", "");
        try (WorkerProcess worker =
                WorkerProcess.start(folder.resolve("log"), stack.environment(), "run", "--snapshot", "2021-01-01")) {
            worker.until(
                    "Git asks", () -> stack.sandbox().faultProgress().getFirst().seen() > 0);
            move(database);
            stack.sandbox().clearFaults();
            assertThat(worker.ended(6)).contains("has moved");
        }
        assertThat(Files.exists(stack.dataset().resolve("commits"))).isFalse();

        stack.set("COMMITLAKE_LEDGER", database);
        run("2021-01-01");
        run("2022-01-01");
        run("2026-01-01");
        SortedMap<String, String> moved = stack.commitTables();
        assertThat(moved).isEqualTo(unmoved());
    }

    private List<String> exports() {
        return Postgres.query(
                database,
                "SELECT c.repository_id, c.export, tip_sha, tip_at, commits, files FROM commitlake.claims c"
                        + " JOIN commitlake.outcomes USING (repository_id, export) ORDER BY 1, 2");
    }

    @Test
    void aLostLedgerIsRebuiltFromTheTables() throws SQLException {
        stack.into(folder.resolve("lake")).set("COMMITLAKE_CONTENTS", "all");
        Postgres.settings(database).forEach(stack::set);
        stack.track("small", "renames").ended(0);
        run("2021-01-01");
        run("2022-01-01");
        run("2023-01-01");
        List<String> before = exports();
        assertThat(before).hasSizeGreaterThanOrEqualTo(4);
        // No merge lists this run's exports.
        stack.commitlake("plan", "--snapshot", "2026-01-01", "--run", "r").ended(0);
        stack.commitlake("extract", "--snapshot", "2026-01-01", "--run", "r", "--shard", "0")
                .ended(0);
        try (Connection connection = Postgres.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA commitlake CASCADE");
        }
        assertThat(stack.commitlake("run").ended(3).err()).contains("ledger rebuild");

        assertThat(stack.commitlake("ledger", "rebuild", "--to", database)
                        .ended(0)
                        .out())
                .contains("rebuilt the ledger with " + before.size() + " exports");

        assertThat(exports()).isEqualTo(before);
        stack.commitlake("validate", "--all").ended(0);
        run("2026-01-01");
        SortedMap<String, String> rebuilt = stack.commitTables();
        assertThat(rebuilt.keySet()).anyMatch(key -> key.startsWith("file_contents/"));
        // In the same place, because file states have the addresses of the contents.
        stack.removeDataset();
        assertThat(rebuilt).isEqualTo(unmoved("lake", "2021-01-01", "2022-01-01", "2023-01-01", "2026-01-01"));
    }
}
