package io.commitlake.ledger.postgres;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import tools.jackson.core.JacksonException;

/** Single statements, each of which commits alone and is repeated if the connection breaks. */
final class Statements {
    /** The number of rows that a listing reads at once. */
    static final int PAGE = 10_000;

    private final Database database;
    private final PostgresAddress address;

    Statements(Database database, PostgresAddress address) {
        this.database = database;
        this.address = address;
    }

    /** Runs a statement that changes rows, and returns whether it changed any. */
    boolean update(String operation, String sql, Object... values) {
        return database.run(operation, connection -> Sql.update(connection, sql, values)) > 0;
    }

    <T> Optional<T> first(String operation, String sql, Sql.Row<T> row, Object... values) {
        return query(operation, sql, row, values).stream().findFirst();
    }

    /**
     * Returns the rows of a query.
     *
     * @throws CommitlakeException of kind STORE, with the reason as its cause, if a row isn't a valid record
     */
    <T> List<T> query(String operation, String sql, Sql.Row<T> row, Object... values) {
        try {
            return database.run(operation, connection -> Sql.query(connection, sql, row, values));
        } catch (JacksonException unreadable) {
            throw invalid(operation, unreadable.getOriginalMessage(), unreadable);
        } catch (IllegalArgumentException invalid) {
            throw invalid(operation, String.valueOf(invalid.getMessage()), invalid);
        }
    }

    /**
     * Reads numbers in ascending order, a page at a time, so that no connection waits for the consumer.
     *
     * @param sql a query whose last word is the column, to compare it with the last number of the page before
     */
    void forEachNumber(String operation, String sql, String column, LongConsumer each) {
        long last = -1;
        List<Long> page;
        do {
            page = query(
                    operation, sql + " > ? ORDER BY " + column + " LIMIT " + PAGE, row -> row.getLong(column), last);
            page.forEach(each::accept);
            last = page.isEmpty() ? last : page.getLast();
        } while (page.size() == PAGE);
    }

    /** Reads the exports of a table's rows, a page at a time. */
    void forEachExport(String operation, String table, Consumer<Export> each) {
        Export last = new Export(1, 0);
        String compare = ">=";
        List<Export> page;
        do {
            page = query(
                    operation,
                    "SELECT repository_id, export FROM " + table + " WHERE (repository_id, export) " + compare
                            + " (?, ?) ORDER BY repository_id, export LIMIT " + PAGE,
                    LedgerRows::export,
                    last);
            page.forEach(each);
            last = page.isEmpty() ? last : page.getLast();
            compare = ">";
        } while (page.size() == PAGE);
    }

    /** The record that was there first. */
    <T> T held(Optional<T> first) {
        return first.orElseThrow(() -> CommitlakeException.store("the ledger " + address.place()
                + " refused a row and then hadn't it: somebody removes rows from the ledger, which nothing should"));
    }

    private CommitlakeException invalid(String operation, String words, RuntimeException cause) {
        return CommitlakeException.store(
                operation + " in the ledger " + address.place() + ": a row is invalid: " + words, cause);
    }
}
