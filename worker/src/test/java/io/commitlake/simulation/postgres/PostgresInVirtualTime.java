package io.commitlake.simulation.postgres;

import io.commitlake.ledger.postgres.LedgerSchema;
import io.commitlake.ledger.postgres.PostgresAddress;
import io.commitlake.model.Json;
import io.commitlake.model.secret.Secret;
import io.commitlake.testing.Postgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A real PostgreSQL server with the ledger's tables, whose clock shows virtual time and whose triggers note each change
 * of a row. Simulations use it one after another.
 */
public final class PostgresInVirtualTime implements AutoCloseable {
    /** A changed row. */
    public record Change(long number, String table, Optional<JsonNode> before, Optional<JsonNode> after) {}

    private static final int SESSIONS = 32;
    private static final String SCHEMA = "commitlake";
    private static final List<String> TABLES = List.of(
            "tracked_repositories",
            "open_exports",
            "claims",
            "users",
            "outcomes",
            "snapshot_tips",
            "conditions",
            "forgotten_repositories");

    /** Hides PostgreSQL's own clock from all statements that come after it. */
    private static final String PREPARE = """
            CREATE SCHEMA simulation;
            CREATE FUNCTION simulation.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                AS $$ SELECT current_setting('simulation.now')::timestamptz $$;
            CREATE UNLOGGED TABLE simulation.changes (number bigserial, name text, before jsonb, after jsonb);
            CREATE FUNCTION simulation.note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO simulation.changes (name, before, after) VALUES (TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW));
                RETURN NULL;
            END $$;
            DO $$
            DECLARE place record;
            BEGIN
                FOR place IN SELECT table_name, column_name FROM information_schema.columns
                    WHERE table_schema = 'commitlake' AND column_default IN ('clock_timestamp()', 'now()')
                    AND table_name <> 'flyway_schema_history'
                LOOP
                    EXECUTE format('ALTER TABLE commitlake.%I ALTER %I SET DEFAULT simulation.clock_timestamp()',
                        place.table_name, place.column_name);
                END LOOP;
            END $$;
            """;

    private final Postgres server;
    private final String database;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Connection observer;

    private PostgresInVirtualTime(Postgres server) throws SQLException {
        this.server = server;
        this.database = server.newDatabase();
        PostgresAddress address =
                PostgresAddress.parse(database, Optional.of(Postgres.USER), Optional.of(new Secret(Postgres.PASSWORD)));
        new LedgerSchema(address, "unused").openNew(new UUID(0, 0)).close();
        try (Connection owner = Postgres.connect(database);
                Statement statement = owner.createStatement()) {
            statement.execute(PREPARE);
            for (String table : TABLES) {
                // The autovacuum's locks come at any moment, so with it a seed wouldn't repeat exactly.
                statement.execute("ALTER TABLE " + SCHEMA + "." + table + " SET (autovacuum_enabled = off)");
                statement.execute("CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON " + SCHEMA + "." + table
                        + " FOR EACH ROW EXECUTE FUNCTION simulation.note()");
            }
        }
        this.observer = connect();
        for (int i = 0; i < SESSIONS; i++) {
            idle.push(connect());
        }
    }

    /** Starts a server; skips the test if PostgreSQL isn't installed. */
    public static PostgresInVirtualTime start() {
        Postgres server = Postgres.start();
        try {
            return new PostgresInVirtualTime(server);
        } catch (SQLException | RuntimeException failed) {
            server.close();
            throw new IllegalStateException(failed);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = Postgres.connect(database);
        try (Statement statement = connection.createStatement()) {
            // pg_catalog comes first unless the path has it.
            statement.execute("SET search_path = simulation, pg_catalog, " + SCHEMA
                    + "; SET TIME ZONE 'UTC'; SET lock_timeout = '1ms'"); // waits for locks are in virtual time
        }
        // The driver looks up a type once for each connection, which must not happen on a simulated thread.
        connection.createArrayOf("text", new String[0]).free();
        connection.createArrayOf("bigint", new Long[0]).free();
        return connection;
    }

    /** Removes all rows. */
    public void clear() {
        try (Statement statement = observer.createStatement()) {
            statement.execute("TRUNCATE ledger, simulation.changes, " + String.join(", ", TABLES));
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /**
     * A new session: an idle one, because a connection would take real time.
     *
     * @throws SQLException as a server does that has as many sessions as it allows
     */
    public Connection session() throws SQLException {
        if (idle.isEmpty()) {
            throw new SQLException("FATAL: sorry, too many clients already", "53300");
        }
        return idle.pop();
    }

    /** Ends a session as a lost connection does: the server undoes what isn't committed. */
    public void end(Connection session) {
        try {
            if (!session.getAutoCommit()) {
                session.rollback();
                session.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        idle.push(session);
    }

    /** Sets a session's clock. */
    public static void setTime(Connection session, Instant now) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SET simulation.now = '" + now + "'");
        }
    }

    /** The rows that have changed since the last call, and whose changes are committed. */
    public List<Change> changes() {
        List<Change> changes = read("DELETE FROM simulation.changes RETURNING number, name, before, after");
        changes.sort(Comparator.comparingLong(Change::number));
        return changes;
    }

    /** All rows, as if they had just been inserted. */
    public List<Change> rows() {
        List<Change> rows = new ArrayList<>();
        TABLES.forEach(table ->
                rows.addAll(read("SELECT 0, '" + table + "', NULL, to_jsonb(each) FROM " + table + " AS each")));
        return rows;
    }

    private List<Change> read(String sql) {
        try (Statement statement = observer.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Change> changes = new ArrayList<>();
            while (rows.next()) {
                changes.add(new Change(
                        rows.getLong(1), rows.getString(2), json(rows.getString(3)), json(rows.getString(4))));
            }
            return changes;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Optional<JsonNode> json(@Nullable String text) {
        return Optional.ofNullable(text).map(json -> Json.tree(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.close();
    }
}
