package io.commitlake.dataset.parquet;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.jspecify.annotations.Nullable;

/**
 * A row with values of columns that aren't ours, which stand behind ours. Avro can't say all that Parquet can, so these
 * values never become Avro's.
 */
public record ExtendedRow(IndexedRecord ours, Group foreign) implements IndexedRecord {
    void write(RecordConsumer to) {
        int columns = getSchema().getFields().size();
        to.startMessage();
        for (Schema.Field field : getSchema().getFields()) {
            Object value = get(field.pos());
            if (value != null) {
                to.startField(field.name(), field.pos());
                if (value instanceof Long number) {
                    to.addLong(number);
                } else {
                    to.addBinary(Binary.fromString((String) value));
                }
                to.endField(field.name(), field.pos());
            }
        }
        write(foreign, columns, to);
        to.endMessage();
    }

    private static void write(Group group, int behind, RecordConsumer to) {
        GroupType type = group.getType();
        for (int field = 0; field < type.getFieldCount(); field++) {
            int values = group.getFieldRepetitionCount(field);
            if (values == 0) {
                continue;
            }
            to.startField(type.getFieldName(field), behind + field);
            for (int value = 0; value < values; value++) {
                if (type.getType(field).isPrimitive()) {
                    group.writeValue(field, value, to);
                } else {
                    to.startGroup();
                    write(group.getGroup(field, value), 0, to);
                    to.endGroup();
                }
            }
            to.endField(type.getFieldName(field), behind + field);
        }
    }

    @Override
    public Schema getSchema() {
        return ours.getSchema();
    }

    @Override
    public @Nullable Object get(int column) {
        return ours.get(column);
    }

    @Override
    public void put(int column, Object value) {
        ours.put(column, value);
    }
}
