package io.commitlake.ledger.postgres;

import io.commitlake.model.Export;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Statements with values: an export is two numbers, a list is an array of texts, a moment is in UTC, and an empty
 * optional is null.
 */
final class Sql {
    /** Reads a value from the current row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Sql() {}

    /** Returns the rows of a query. */
    static <T> List<T> query(Connection connection, String sql, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    /** Runs a statement that changes rows, and returns their number. */
    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            int at = 1;
            for (Object value : values) {
                if (value instanceof Export export) {
                    statement.setLong(at++, export.repository());
                    statement.setLong(at++, export.number());
                } else {
                    statement.setObject(at++, value(connection, value));
                }
            }
            return statement;
        } catch (SQLException | RuntimeException failed) {
            statement.close();
            throw failed;
        }
    }

    private static @Nullable Object value(Connection connection, Object value) throws SQLException {
        return switch (value) {
            case Instant moment -> OffsetDateTime.ofInstant(moment, ZoneOffset.UTC);
            case List<?> texts -> connection.createArrayOf("text", texts.toArray());
            case OptionalLong number -> number.isPresent() ? (Object) number.getAsLong() : null;
            case Optional<?> optional -> optional.isPresent() ? value(connection, optional.get()) : null;
            default -> value;
        };
    }

    static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static Optional<Instant> momentOrNone(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        try {
            return List.of((String[]) array.getArray());
        } finally {
            array.free();
        }
    }

    static OptionalLong number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }

    static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    /** A text that PostgreSQL can store: without NUL, which its texts can't have, and without half surrogate pairs. */
    static String storable(String text) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return valid.replace('\0', '\uFFFD');
    }
}
