package io.commitlake.ledger.postgres;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;

/** Single statements, each of which commits alone and is repeated if the connection breaks. */
final class Statements {
    /** The number of rows that a listing reads at once. */
    private static final int PAGE = 10_000;

    /** Each failed attempt is a removal by somebody else, so this many in a row don't happen. */
    private static final int ATTEMPTS = 10;

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

    /** Reads the exports of a table's rows. */
    void forEachExport(String operation, String table, Consumer<Export> each) {
        forEachRow(
                operation,
                "SELECT repository_id, export FROM " + table
                        + " WHERE (repository_id, export) > (?, ?) ORDER BY repository_id, export",
                LedgerRows::export,
                export -> new Object[] {export},
                new Object[] {0L, 0L},
                each);
    }

    /**
     * Reads rows in the order of their keys, a page at a time, so that no connection waits for the consumer.
     *
     * @param sql a query for the rows after a key, in order
     * @param key the values of a row's key
     * @param before a key before all others
     */
    <T> void forEachRow(
            String operation,
            String sql,
            Sql.Row<T> row,
            Function<T, Object[]> key,
            Object[] before,
            Consumer<T> each) {
        Object[] last = before;
        List<T> page;
        do {
            page = query(operation, sql + " LIMIT " + PAGE, row, last);
            page.forEach(each);
            last = page.isEmpty() ? last : key.apply(page.getLast());
        } while (page.size() == PAGE);
    }

    /** The time since the moment in a column of an export's row, by the server's clock. */
    Optional<Duration> age(String table, String column, Export export) {
        return first(
                "age",
                "SELECT greatest(0, extract(epoch FROM clock_timestamp() - " + column + ") * 1000000)::bigint AS micros"
                        + " FROM " + table + " WHERE repository_id = ? AND export = ?",
                row -> Duration.ofNanos(row.getLong("micros") * 1000),
                export);
    }

    /**
     * Keeps a record unless there is one, and returns the one that is there.
     *
     * @param put tries to insert the record, and returns whether it did
     * @param held reads the record that is there
     */
    <T> T keep(BooleanSupplier put, T mine, Supplier<Optional<T>> held) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (put.getAsBoolean()) {
                return mine;
            }
            // There is another row, unless its repository has just been forgotten.
            Optional<T> first = held.get();
            if (first.isPresent()) {
                return first.get();
            }
        }
        throw CommitlakeException.store("the ledger " + address.place()
                + " refuses a row as a duplicate, but has no such row: only `commitlake forget` should remove rows");
    }

    private CommitlakeException invalid(String operation, String words, RuntimeException cause) {
        return CommitlakeException.store(
                operation + " in the ledger " + address.place() + ": a row is invalid: " + words, cause);
    }
}
