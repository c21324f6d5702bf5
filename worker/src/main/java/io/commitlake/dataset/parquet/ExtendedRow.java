package io.commitlake.dataset.parquet;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.jspecify.annotations.Nullable;

/**
 * A row with values in columns that other programs added, after the table's own columns. Avro lacks some of Parquet's
 * types, so the added values stay Parquet values.
 *
 * @param row the values of the table's own columns
 * @param extra the values of the added columns
 */
public record ExtendedRow(IndexedRecord row, Group extra) implements IndexedRecord {
    void write(RecordConsumer to) {
        to.startMessage();
        RowValues.writeColumns(row, to);
        write(extra, getSchema().getFields().size(), to);
        to.endMessage();
    }

    private static void write(Group group, int offset, RecordConsumer to) {
        GroupType type = group.getType();
        for (int field = 0; field < type.getFieldCount(); field++) {
            int values = group.getFieldRepetitionCount(field);
            if (values == 0) {
                continue;
            }
            to.startField(type.getFieldName(field), offset + field);
            for (int value = 0; value < values; value++) {
                if (type.getType(field).isPrimitive()) {
                    group.writeValue(field, value, to);
                } else {
                    to.startGroup();
                    write(group.getGroup(field, value), 0, to);
                    to.endGroup();
                }
            }
            to.endField(type.getFieldName(field), offset + field);
        }
    }

    @Override
    public Schema getSchema() {
        return row.getSchema();
    }

    @Override
    public @Nullable Object get(int column) {
        return row.get(column);
    }

    @Override
    public void put(int column, Object value) {
        row.put(column, value);
    }
}
