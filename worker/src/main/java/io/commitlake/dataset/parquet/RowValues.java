package io.commitlake.dataset.parquet;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Passes the values of a row on to Parquet. Avro's own conversion yields the same, but looks up each value's schema, and
 * prints the table's schema for each file, which for a small month takes longer than writing its rows.
 */
final class RowValues {
    /** The names that the Parquet format gives to the two inner levels of a list. */
    private static final String LIST = "list";

    private static final String ELEMENT = "element";

    private RowValues() {}

    /** Writes a whole row. */
    static void writeRow(IndexedRecord row, RecordConsumer to) {
        to.startMessage();
        writeColumns(row, to);
        to.endMessage();
    }

    /** Writes the columns that have a value, in the order of the schema. */
    static void writeColumns(IndexedRecord row, RecordConsumer to) {
        for (Schema.Field column : row.getSchema().getFields()) {
            Object value = row.get(column.pos());
            if (value == null) {
                checkNullable(column);
                continue;
            }
            to.startField(column.name(), column.pos());
            if (value instanceof List<?> list) {
                writeList(list, to);
            } else {
                writeValue(value, to);
            }
            to.endField(column.name(), column.pos());
        }
    }

    private static void checkNullable(Schema.Field column) {
        if (!column.schema().isNullable()) {
            throw new IllegalArgumentException("a row has no " + column.name() + ", which is required");
        }
    }

    private static void writeList(List<?> list, RecordConsumer to) {
        to.startGroup();
        if (!list.isEmpty()) {
            to.startField(LIST, 0);
            for (Object element : list) {
                to.startGroup();
                to.startField(ELEMENT, 0);
                writeValue(element, to);
                to.endField(ELEMENT, 0);
                to.endGroup();
            }
            to.endField(LIST, 0);
        }
        to.endGroup();
    }

    private static void writeValue(Object value, RecordConsumer to) {
        switch (value) {
            case Long number -> to.addLong(number);
            case Boolean truth -> to.addBoolean(truth);
            case ByteBuffer bytes -> to.addBinary(Binary.fromConstantByteBuffer(bytes));
            case CharSequence text -> to.addBinary(Binary.fromCharSequence(text));
            default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
        }
    }
}
