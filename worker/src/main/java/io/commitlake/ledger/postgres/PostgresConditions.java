package io.commitlake.ledger.postgres;

import static io.commitlake.ledger.postgres.Sql.storable;

import io.commitlake.model.RepositoryCondition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repositories' conditions, which unlike other records change. A row that isn't valid counts as none, with a warning. */
final class PostgresConditions {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresConditions.class);

    private final Database database;
    private final Statements statements;

    PostgresConditions(Database database, Statements statements) {
        this.database = database;
        this.statements = statements;
    }

    Optional<RepositoryCondition> of(long repository) {
        return statements
                .first(
                        "condition",
                        "SELECT * FROM conditions WHERE repository_id = ?",
                        PostgresConditions::read,
                        repository)
                .flatMap(read -> read);
    }

    void forEach(Consumer<RepositoryCondition> each) {
        statements.forEachRow(
                "conditions",
                "SELECT * FROM conditions WHERE repository_id > ? ORDER BY repository_id",
                row -> Map.entry(row.getLong("repository_id"), read(row)),
                read -> new Object[] {read.getKey()},
                new Object[] {-1L},
                read -> read.getValue().ifPresent(each));
    }

    /** Changes all conditions in one transaction. Other writers wait meanwhile, but only seconds for a stopped worker. */
    Map<Long, RepositoryCondition> change(Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes) {
        return database.run("change conditions", connection -> {
            connection.setAutoCommit(false);
            Sql.update(connection, "SET LOCAL idle_in_transaction_session_timeout = '10s'");
            Sql.update(connection, "LOCK TABLE conditions IN SHARE ROW EXCLUSIVE MODE");
            Map<Long, RepositoryCondition> before = new HashMap<>();
            Long[] ids = changes.keySet().toArray(Long[]::new);
            Sql.query(
                            connection,
                            "SELECT * FROM conditions WHERE repository_id = ANY (?)",
                            PostgresConditions::read,
                            connection.createArrayOf("bigint", ids))
                    .forEach(read -> read.ifPresent(condition -> before.put(condition.repository(), condition)));
            Map<Long, RepositoryCondition> after = new HashMap<>();
            for (var change : changes.entrySet()) {
                Optional<RepositoryCondition> old = Optional.ofNullable(before.get(change.getKey()));
                Optional<RepositoryCondition> now = change.getValue().apply(old);
                if (!now.equals(old)) {
                    put(connection, change.getKey(), now);
                }
                now.ifPresent(condition -> after.put(change.getKey(), condition));
            }
            connection.commit();
            return after;
        });
    }

    private static void put(Connection connection, long repository, Optional<RepositoryCondition> now)
            throws SQLException {
        Sql.update(connection, "DELETE FROM conditions WHERE repository_id = ?", repository);
        if (now.isPresent()) {
            RepositoryCondition condition = now.get();
            Sql.update(
                    connection,
                    """
                    INSERT INTO conditions (repository_id, condition, words, runs, past_limit, seen_at, since)
                    VALUES (?, ?, ?, ?, ?, ?, ?)""",
                    condition.repository(),
                    condition.condition().text(),
                    storable(condition.words()),
                    condition.runs(),
                    condition.limit(),
                    condition.at(),
                    condition.since());
        }
    }

    private static Optional<RepositoryCondition> read(ResultSet row) throws SQLException {
        try {
            return Optional.of(LedgerRows.condition(row));
        } catch (IllegalArgumentException invalid) {
            LOG.warn(
                    "The condition of repository {} counts as unknown: {}",
                    row.getLong("repository_id"),
                    invalid.getMessage());
            return Optional.empty();
        }
    }
}
