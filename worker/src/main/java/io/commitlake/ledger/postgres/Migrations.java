package io.commitlake.ledger.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.commitlake.model.CommitlakeException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/**
 * Brings a schema's tables up to this version's. Each migration commits as a whole or not at all, and of several
 * workers that migrate at once, one does it and the others wait.
 */
final class Migrations {
    /** The newest migration among the resources of this package. */
    private static final int NEWEST = 2;

    private static final String HISTORY = "flyway_schema_history";

    private Migrations() {}

    /**
     * Migrates the schema, unless it is up to date.
     *
     * @throws CommitlakeException of kind SETTINGS if a later version has migrated the schema
     */
    static void run(Database database, PostgresAddress address) {
        OptionalInt version = database.run("read the version", connection -> version(connection, address.schema()));
        if (version.orElse(0) > NEWEST) {
            throw CommitlakeException.settings("the ledger " + address.place() + " has the tables of a later version ("
                    + version.getAsInt() + ", this one knows " + NEWEST + "): use that version of Commitlake");
        }
        // Most commands need no migration, and Flyway takes longer to start than the rest of them.
        if (version.orElse(0) < NEWEST) {
            database.run("migrate", connection -> {
                migrate(address);
                return version;
            });
        }
    }

    private static OptionalInt version(Connection connection, String schema) throws SQLException {
        String history = schema + "." + HISTORY;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT to_regclass('" + history + "') IS NOT NULL")) {
                if (!found.next() || !found.getBoolean(1)) {
                    return OptionalInt.empty();
                }
            }
            try (ResultSet newest = statement.executeQuery(
                    "SELECT max(version::int) FROM " + history + " WHERE success AND version IS NOT NULL")) {
                newest.next();
                return OptionalInt.of(newest.getInt(1));
            }
        }
    }

    private static void migrate(PostgresAddress address) throws SQLException {
        // Flyway doesn't return a broken connection to its pool, so each attempt has a pool of its own.
        try (HikariDataSource connections = Database.pool(address)) {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(connections)
                    .locations("classpath:io/commitlake/ledger/postgres")
                    .defaultSchema(address.schema())
                    .createSchemas(true)
                    .cleanDisabled(true)
                    .load()
                    .migrate();
        } catch (FlywaySqlException failed) {
            throw failed.getCause() instanceof SQLException cause ? cause : new SQLException(failed);
        } catch (FlywayException failed) {
            throw failed.getCause() instanceof SQLException cause
                    ? cause
                    : new SQLException(String.valueOf(failed.getMessage()), failed);
        }
    }
}
