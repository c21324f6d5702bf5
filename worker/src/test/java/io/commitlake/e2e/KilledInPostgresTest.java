package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.testing.Postgres;
import io.commitlake.testing.TestLedger;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed at work leave the same bytes. Their ledger is in PostgreSQL; killed.sh is for the other home. */
class KilledInPostgresTest {
    private static final Pattern MIGRATION =
            Pattern.compile("CREATE TABLE (claims|outcomes)|INSERT INTO \"commitlake\"\\.\"flyway_schema_history\"");

    private static final String[] DISCOVER = {"discover", "--created-from", "2005-01-01", "--stars", "0"};
    private static final String[] EARLY = {"run", "--snapshot", "2021-01-01"};
    private static final String[] LATE = {"run", "--snapshot", "2026-01-01"};

    @TempDir
    Path folder;

    private Stack stack;
    private int kills;

    @BeforeEach
    void serve() {
        stack = new Stack(folder, Stack.shipped(), options -> options.withSynthetic(SyntheticRepositories.of(8, 17)))
                .set("COMMITLAKE_SOURCE", "git");
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void workersThatAreKilledAfterEachKindOfRecordLeaveTheSameBytes() throws InterruptedException, SQLException {
        TestLedger.POSTGRES.settings().forEach(stack::set);
        stack.into(folder.resolve("killed"));
        stack.track("small").ended(0);

        killWhen("tracked_repositories", 3, DISCOVER);
        stack.commitlake(DISCOVER).ended(0);
        killWhen("claims", 1, EARLY);
        killWhen("outcomes", 1, EARLY);
        stack.commitlake(EARLY).ended(0);
        killWhen("open_exports", 1, LATE);
        killWhen("users", 1, LATE);
        stack.commitlake(LATE).ended(0);
        stack.commitlake("validate", "--all").ended(0);
        SortedMap<String, String> killed = stack.commitTables();

        stack.into(folder.resolve("undisturbed")).set("COMMITLAKE_LEDGER", "");
        stack.track("small").ended(0);
        stack.commitlake(DISCOVER).ended(0);
        stack.commitlake(EARLY).ended(0);
        stack.commitlake(LATE).ended(0);
        assertThat(kills).isEqualTo(5);
        assertThat(killed).isNotEmpty().isEqualTo(stack.commitTables());
    }

    /** The migration goes on with a connection that the pool has closed, which hides the first failure. */
    @Test
    void aConnectionThatBreaksDuringTheMigrationCostsOnlyTime() throws InterruptedException {
        Map<String, String> ledger = TestLedger.POSTGRES.settings();
        String address = Objects.requireNonNull(ledger.get("COMMITLAKE_LEDGER"));
        URI server = URI.create(address.substring("jdbc:".length()));
        Set<String> broken = new HashSet<>();
        try (Relay relay = new Relay(URI.create("http://127.0.0.1:" + server.getPort()))) {
            relay.cut(
                    text -> {
                        Matcher statement = MIGRATION.matcher(text);
                        synchronized (broken) {
                            return statement.find() && broken.add(statement.group());
                        }
                    },
                    0);
            ledger.forEach(stack::set);
            stack.set(
                    "COMMITLAKE_LEDGER",
                    address.replace(
                            ":" + server.getPort(), ":" + relay.address().getPort()));
            stack.into(folder.resolve("lake"));
            try (WorkerProcess worker =
                    WorkerProcess.start(folder.resolve("log"), stack.environment(), "track", "sandbox/small")) {
                assertThat(worker.ended(0)).doesNotContain("\tat ", "ERROR");
            }
        }
        assertThat(broken).hasSize(3);
    }

    /** Kills a command once a table has more rows than before. */
    private void killWhen(String table, int more, String... command) throws InterruptedException, SQLException {
        String address = Objects.requireNonNull(stack.environment().get("COMMITLAKE_LEDGER"));
        try (Connection connection = Postgres.connect(address);
                PreparedStatement rows = connection.prepareStatement("SELECT count(*) FROM commitlake." + table)) {
            long before = count(rows);
            try (WorkerProcess worker =
                    WorkerProcess.start(folder.resolve("log-" + kills++), stack.environment(), command)) {
                worker.killWhen(table + " has more rows", () -> count(rows) >= before + more);
            }
        }
    }

    private static long count(PreparedStatement rows) {
        try (ResultSet result = rows.executeQuery()) {
            result.next();
            return result.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
