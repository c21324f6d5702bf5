package io.commitlake.dataset.parquet;

import java.util.List;
import java.util.Optional;
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
        Optional<Schema> list = list(field.schema());
        if (list.isEmpty()) {
            return column.withId(id);
        }
        Type element = column.asGroupType().getType(0).asGroupType().getType(0);
        int elementId = (Integer) list.get().getObjectProp(ELEMENT_ID);
        return Types.list(column.getRepetition())
                .setElementType(element.withId(elementId))
                .named(column.getName())
                .withId(id);
    }

    /** The schema of a list that may be null; empty for any other column. */
    private static Optional<Schema> list(Schema schema) {
        return (schema.isUnion() ? schema.getTypes() : List.of(schema))
                .stream().filter(type -> type.getType() == Schema.Type.ARRAY).findFirst();
    }
}
