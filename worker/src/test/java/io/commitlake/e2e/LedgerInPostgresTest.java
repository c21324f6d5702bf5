package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.testing.Postgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset with its ledger in PostgreSQL, in whole commands: the same bytes, whatever happens to the server. */
class LedgerInPostgresTest {
    private static final Pattern CHANGE = Pattern.compile("(?:INSERT INTO|DELETE FROM) \\w+");

    @TempDir
    Path folder;

    private Postgres server;
    private String database;
    private Stack stack;

    @BeforeEach
    void start() {
        server = Postgres.start();
        database = server.newDatabase();
        stack = new Stack(folder, Stack.shipped(), options -> options.withSynthetic(SyntheticRepositories.of(8, 17)));
        stack.set("COMMITLAKE_SOURCE", "git");
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

    /** Switches to a new dataset with its ledger in the database. */
    private void inPostgres(String name, String address) {
        stack.into(folder.resolve(name));
        Postgres.settings(address).forEach(stack::set);
    }

    private void export() {
        track();
        stack.commitlake("run", "--snapshot", "2021-01-01").ended(0);
        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
    }

    private void track() {
        stack.commitlake("discover", "--created-from", "2005-01-01", "--stars", "0")
                .ended(0);
    }

    /** The data files of the same runs with the ledger in the dataset's store. */
    private SortedMap<String, String> inStore() {
        stack.into(folder.resolve("in-store")).set("COMMITLAKE_LEDGER", "dataset");
        export();
        return stack.commitTables();
    }

    private void assertSameAsInStore() {
        stack.commitlake("validate", "--all").ended(0);
        SortedMap<String, String> inPostgres = stack.commitTables();
        assertThat(stack.dataset().resolve("_commitlake")).isDirectoryNotContaining("glob:**/ledger");
        assertThat(inPostgres).isNotEmpty().isEqualTo(inStore());
    }

    @Test
    void dataFilesAreTheSameWithBothLedgersAndTheDocumentedQueriesWork() throws IOException {
        inPostgres("lake", database);
        export();

        assertThat(stack.commitlake("status").ended(0).out()).contains("repositories: 10, 10 of them exported");
        String documented = Files.readString(Stack.shipped().resolve("../../docs/ledger.md"));
        List<String> examples = Pattern.compile("(?s)```sql\n(.*?)```")
                .matcher(documented)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(ArrayList::new));
        String voids = examples.removeLast();
        assertThat(Postgres.query(database, voids.replace(";", " RETURNING reason;")))
                .containsExactly("the server moved");
        assertThat(examples).hasSizeGreaterThanOrEqualTo(5).allSatisfy(sql -> Postgres.query(database, sql));
        assertThat(Postgres.query(database, examples.get(0))).hasSize(1);
        assertThat(Postgres.query(database, examples.get(1)))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(row -> row.contains(" complete "));
        assertThat(Postgres.query(database, examples.get(4)))
                .extracting(row -> row.substring(0, row.indexOf(' ')))
                .containsExactly("commits", "file_changes", "file_states");
        assertSameAsInStore();
    }

    @Test
    void aServerThatRestartsDuringARunChangesNothing() throws InterruptedException {
        inPostgres("lake", database);
        track();
        for (String snapshot : List.of("2021-01-01", "2026-01-01")) {
            long before = count();
            try (WorkerProcess worker = WorkerProcess.start(
                    folder.resolve("log-" + snapshot), stack.environment(), "run", "--snapshot", snapshot)) {
                worker.until("it has claimed exports", () -> count() >= before + 2);
                server.stop();
                server.startAgain();
                worker.ended(0);
            }
        }
        assertSameAsInStore();
    }

    private long count() {
        return Long.parseLong(Postgres.query(database, "SELECT count(*) FROM commitlake.claims")
                .getFirst());
    }

    /** The worker can't know whether a statement took effect if the connection breaks before the answer. */
    @Test
    void aConnectionThatBreaksAfterACommitChangesNothing() {
        Set<String> broken = new HashSet<>();
        try (Relay relay = new Relay(URI.create("http://127.0.0.1:" + server.port()))) {
            inPostgres(
                    "lake",
                    database.replace(":" + server.port(), ":" + relay.address().getPort()));
            relay.cut(
                    text -> {
                        Matcher change = CHANGE.matcher(text);
                        synchronized (broken) {
                            return change.find() && broken.add(change.group());
                        }
                    },
                    0);
            export();

            assertThat(broken)
                    .contains(
                            "INSERT INTO tracked_repositories",
                            "INSERT INTO open_exports",
                            "INSERT INTO claims",
                            "INSERT INTO users",
                            "INSERT INTO outcomes",
                            "DELETE FROM open_exports");
            assertThat(relay.cuts()).isGreaterThanOrEqualTo(broken.size());
            assertSameAsInStore();
        }
    }

    @Test
    void aKilledMigrationIsMadeAsAWholeByTheNextCommand() throws InterruptedException, SQLException {
        inPostgres("lake", database);
        try (Connection other = Postgres.connect(database);
                Statement statement = other.createStatement()) {
            statement.execute("CREATE SCHEMA commitlake");
            other.setAutoCommit(false);
            // The migration waits in its middle, because another transaction may create this table too.
            statement.execute("CREATE TABLE commitlake.outcomes (x int)");
            try (WorkerProcess worker =
                    WorkerProcess.start(folder.resolve("log"), stack.environment(), "track", "sandbox/small")) {
                worker.killWhen(
                        "the migration waits",
                        () -> !Postgres.query(
                                        database,
                                        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE"
                                                + " 'CREATE TABLE outcomes%'")
                                .isEmpty());
            }
            other.rollback();
        }
        stack.track("small").ended(0);

        assertThat(Postgres.query(
                        database,
                        "SELECT version, success FROM commitlake.flyway_schema_history WHERE version IS NOT NULL"))
                .containsExactly("1 t", "2 t");
        stack.commitlake("run").ended(0);
        stack.commitlake("validate", "--all").ended(0);
    }

    @Test
    void anotherPlaceIsRefusedWithBothValuesBeforeAnythingIsWritten() {
        inPostgres("lake", database);
        stack.track("small").ended(0);
        String place = database + "?currentSchema=commitlake";
        SortedMap<String, String> before = Stack.tree(stack.dataset());

        for (String setting : List.of("", "dataset", database + "?currentSchema=other")) {
            Map<String, String> environment = new HashMap<>(stack.environment());
            environment.put("COMMITLAKE_LEDGER", setting);
            for (String command : List.of(
                    "track sandbox/renames",
                    "plan --snapshot 2021-01-01 --run r",
                    "merge --snapshot 2021-01-01 --run r",
                    "status",
                    "validate --all")) {
                assertThat(stack.commitlake(environment, command.split(" "))
                                .ended(3)
                                .err())
                        .contains("COMMITLAKE_LEDGER is " + (setting.isEmpty() ? "dataset" : setting), place)
                        .doesNotContain(Postgres.PASSWORD)
                        .hasLineCount(1);
            }
        }
        assertThat(Stack.tree(stack.dataset())).isEqualTo(before);
        assertThat(Postgres.query(database, "SELECT schema_name FROM information_schema.schemata"))
                .doesNotContain("other");

        stack.into(folder.resolve("copy"));
        assertThat(stack.track("small").ended(3).err()).contains("schema", "currentSchema");
    }
}
