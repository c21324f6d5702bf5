package io.commitlake.dataset.check;

import java.util.function.Consumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Compares the columns of a file with those of its table: names, types, field ids and order. */
public final class SchemaCheck {
    private SchemaCheck() {}

    /**
     * Compares the expected columns; the file may have more columns at the end.
     *
     * @param fault receives a fault for each column that differs
     */
    public static void compare(MessageType expected, MessageType found, Consumer<String> fault) {
        for (int column = 0; column < expected.getFieldCount(); column++) {
            Type should = expected.getType(column);
            Type is = column < found.getFieldCount() ? found.getType(column) : null;
            if (!should.equals(is)) {
                fault.accept(
                        "column " + (column + 1) + " is " + (is == null ? "missing" : is) + " but should be " + should);
            }
        }
    }
}
