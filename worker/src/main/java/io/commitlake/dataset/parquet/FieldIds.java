package io.commitlake.dataset.parquet;

import org.apache.avro.Schema;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Gives the columns of a Parquet schema the field ids that the {@code .avsc} file has beside them, in the properties of
 * Iceberg's Avro format: {@code field-id} for a column and {@code element-id} for the elements of a list. Iceberg
 * readers find a column by its id, never by its name.
 */
final class FieldIds {
    private static final String FIELD_ID = "field-id";
    private static final String ELEMENT_ID = "element-id";

    private FieldIds() {}

    /** Returns the same schema with field ids. */
    static MessageType of(Schema avro, MessageType parquet) {
        Type[] columns = parquet.getFields().stream()
                .map(column -> withId(avro.getField(column.getName()), column))
                .toArray(Type[]::new);
        return new MessageType(parquet.getName(), columns);
    }

    private static Type withId(Schema.Field field, Type column) {
        int id = (Integer) field.getObjectProp(FIELD_ID);
        if (field.schema().getType() != Schema.Type.ARRAY) {
            return column.withId(id);
        }
        Type element = column.asGroupType().getType(0).asGroupType().getType(0);
        int elementId = (Integer) field.schema().getObjectProp(ELEMENT_ID);
        return Types.list(column.getRepetition())
                .setElementType(element.withId(elementId))
                .named(column.getName())
                .withId(id);
    }
}
