package io.commitlake.job.catalog;

import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;

/** Iceberg's form of a table's columns and partitions, with the field ids of the files. */
final class IcebergSchema {
    private static final String MONTH = "commit_month";

    private IcebergSchema() {}

    static Schema of(Table table) {
        TableSchema columns = TableSchema.of(table);
        List<Types.NestedField> fields = new ArrayList<>();
        for (org.apache.parquet.schema.Type column : columns.parquet().getFields()) {
            fields.add(field(column)
                    .withDoc(columns.avro().getField(column.getName()).doc())
                    .build());
        }
        return new Schema(fields);
    }

    /** By repository, and by month if the table has months. */
    static PartitionSpec partitions(Schema schema) {
        PartitionSpec.Builder partitions = PartitionSpec.builderFor(schema).identity("repository_id");
        if (schema.findField(MONTH) != null) {
            partitions.identity(MONTH);
        }
        return partitions.build();
    }

    /** Whether two schemas have the same columns with the same field ids; their descriptions may differ. */
    static boolean same(Schema one, Schema other) {
        return columns(one).equals(columns(other));
    }

    private static Map<Integer, String> columns(Schema schema) {
        Map<Integer, String> columns = new HashMap<>();
        TypeUtil.indexById(schema.asStruct())
                .forEach((id, field) -> columns.put(
                        id, schema.findColumnName(id) + " " + (field.isOptional() ? "optional " : "") + field.type()));
        return columns;
    }

    private static Types.NestedField.Builder field(org.apache.parquet.schema.Type column) {
        return Types.NestedField.builder()
                .withName(column.getName())
                .withId(column.getId().intValue())
                .isOptional(column.isRepetition(org.apache.parquet.schema.Type.Repetition.OPTIONAL))
                .ofType(column.isPrimitive() ? primitive(column) : list(column.asGroupType()));
    }

    private static Type list(GroupType column) {
        org.apache.parquet.schema.Type element = column.getType(0).asGroupType().getType(0);
        int id = element.getId().intValue();
        return element.isRepetition(org.apache.parquet.schema.Type.Repetition.OPTIONAL)
                ? Types.ListType.ofOptional(id, primitive(element))
                : Types.ListType.ofRequired(id, primitive(element));
    }

    private static Type primitive(org.apache.parquet.schema.Type column) {
        return switch (column.asPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> Types.BooleanType.get();
            case BINARY -> column.getLogicalTypeAnnotation() == null ? Types.BinaryType.get() : Types.StringType.get();
            case INT64 ->
                column.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation
                        ? Types.TimestampType.withZone()
                        : Types.LongType.get();
            default -> throw new IllegalArgumentException("no table has a column such as " + column);
        };
    }
}
