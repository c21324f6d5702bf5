package io.commitlake.dataset;

import io.commitlake.dataset.parquet.BytesFile;
import io.commitlake.dataset.parquet.ExtendedRow;
import io.commitlake.dataset.parquet.ReadOptions;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns of a repositories file that others added, with each repository's values. They are carried over as Parquet
 * has them: type, logical type, field id, order and every value.
 *
 * @param names of all the file's columns, in its order
 * @param columns in the file's order
 * @param values by repository; a row that is new has none
 * @param metadata the file's keys and values
 */
record ExtraColumns(List<String> names, List<Type> columns, Map<Long, Group> values, Map<String, String> metadata) {
    static final ExtraColumns NONE = new ExtraColumns(List.of(), List.of(), Map.of(), Map.of());

    /**
     * Keys under which writers describe all columns once more. A reader believes them rather than the schema, so they go
     * where the columns are others now.
     */
    private static final Set<String> DESCRIPTIONS = Set.of(
            "ARROW:schema",
            "iceberg.schema",
            "org.apache.spark.sql.parquet.row.metadata",
            "pandas",
            "parquet.avro.schema",
            "writer.model.name");

    /** Reads them from a file of these rows. */
    static ExtraColumns read(byte[] content, List<Repository> rows) throws IOException {
        try (ParquetFileReader file = ParquetFileReader.open(new BytesFile(content), ReadOptions.get())) {
            MessageType schema = file.getFileMetaData().getSchema();
            List<Type> columns = schema.getFields().stream()
                    .filter(column -> !TableSchema.REPOSITORIES.parquet().containsField(column.getName()))
                    .toList();
            if (columns.isEmpty()) {
                return NONE;
            }
            return new ExtraColumns(
                    schema.getFields().stream().map(Type::getName).toList(),
                    columns,
                    values(file, new MessageType(schema.getName(), columns), rows),
                    file.getFileMetaData().getKeyValueMetaData());
        }
    }

    private static Map<Long, Group> values(ParquetFileReader file, MessageType requested, List<Repository> rows)
            throws IOException {
        String writer = file.getFileMetaData().getCreatedBy();
        MessageType schema = file.getFileMetaData().getSchema();
        Map<Long, Group> values = new HashMap<>();
        file.setRequestedSchema(requested);
        int row = 0;
        for (PageReadStore pages = file.readNextRowGroup(); pages != null; pages = file.readNextRowGroup()) {
            RecordReader<Group> records = new ColumnIOFactory(writer)
                    .getColumnIO(requested, schema)
                    .getRecordReader(pages, new GroupRecordConverter(requested), FilterCompat.NOOP);
            for (long left = pages.getRowCount(); left > 0; left--) {
                values.put(rows.get(row++).id(), records.read());
            }
        }
        return values;
    }

    /**
     * Ours and then these, which need a value in no row that has none.
     *
     * @param rows to be written
     */
    TableSchema schema(List<Repository> rows) {
        if (columns.isEmpty()) {
            return TableSchema.REPOSITORIES;
        }
        TableSchema ours = TableSchema.REPOSITORIES;
        boolean whole = rows.stream().allMatch(row -> values.containsKey(row.id()));
        List<Type> all = new ArrayList<>(ours.parquet().getFields());
        columns.forEach(column -> all.add(whole ? column : nullable(column)));
        return new TableSchema(
                ours.avro(), new MessageType(ours.parquet().getName(), all), ours.unique(), ours.unsorted());
    }

    /** The file's keys and values without what describes other columns than these; empty where all columns are ours. */
    Optional<Map<String, String>> metadata(TableSchema schema) {
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        // Sorted, so that the same rows make the same bytes.
        Map<String, String> kept = new TreeMap<>(metadata);
        if (!schema.parquet().getFields().stream().map(Type::getName).toList().equals(names)) {
            kept.keySet().removeAll(DESCRIPTIONS);
        }
        return Optional.of(kept);
    }

    /** A repository's row with its values. */
    IndexedRecord row(Repository repository) {
        IndexedRecord ours = new RepositoryRow(repository);
        Group foreign = values.get(repository.id());
        return foreign == null ? ours : new ExtendedRow(ours, foreign);
    }

    private static Type nullable(Type column) {
        if (!column.isRepetition(Type.Repetition.REQUIRED)) {
            return column;
        }
        if (column.isPrimitive()) {
            var primitive = column.asPrimitiveType();
            var optional = Types.optional(primitive.getPrimitiveTypeName())
                    .length(primitive.getTypeLength())
                    .as(primitive.getLogicalTypeAnnotation());
            return (column.getId() == null
                            ? optional
                            : optional.id(column.getId().intValue()))
                    .named(column.getName());
        }
        var group = Types.optionalGroup()
                .as(column.getLogicalTypeAnnotation())
                .addFields(column.asGroupType().getFields().toArray(Type[]::new));
        return (column.getId() == null ? group : group.id(column.getId().intValue())).named(column.getName());
    }
}
