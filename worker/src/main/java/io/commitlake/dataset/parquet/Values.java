package io.commitlake.dataset.parquet;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row, by column index. Times are {@link Instant}s; lists hold strings; bytes are in a {@link ByteBuffer}.
 *
 * @param columns the columns' names, for messages
 * @param values the values, null where the row has none
 */
public record Values(List<String> columns, @Nullable Object[] values) {
    public long integer(int column) {
        return (Long) required(column);
    }

    public String string(int column) {
        return (String) required(column);
    }

    public ByteBuffer bytes(int column) {
        return (ByteBuffer) required(column);
    }

    public Instant time(int column) {
        return (Instant) required(column);
    }

    public boolean bool(int column) {
        return (Boolean) required(column);
    }

    public Optional<Boolean> optionalBool(int column) {
        return values[column] instanceof Boolean value ? Optional.of(value) : Optional.empty();
    }

    public OptionalLong optionalInteger(int column) {
        return values[column] instanceof Long value ? OptionalLong.of(value) : OptionalLong.empty();
    }

    public Optional<String> optionalString(int column) {
        return values[column] instanceof String value ? Optional.of(value) : Optional.empty();
    }

    public Optional<Instant> optionalTime(int column) {
        return values[column] instanceof Instant value ? Optional.of(value) : Optional.empty();
    }

    public List<String> strings(int column) {
        @SuppressWarnings("unchecked") // only RowConverter makes lists, and only of strings
        List<String> list = (List<String>) required(column);
        return list;
    }

    /** The strings of a list that may be null; an empty list isn't null. */
    public Optional<List<String>> optionalStrings(int column) {
        return values[column] == null ? Optional.empty() : Optional.of(strings(column));
    }

    private Object required(int column) {
        Object value = values[column];
        if (value == null) {
            throw new UnreadableRow(columns.get(column) + " is null");
        }
        return value;
    }

    /** Thrown for a value that its column doesn't allow. */
    public static final class UnreadableRow extends RuntimeException {
        public UnreadableRow(String message) {
            super(message);
        }

        public UnreadableRow(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
