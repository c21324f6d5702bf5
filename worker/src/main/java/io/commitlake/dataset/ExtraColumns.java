package io.commitlake.dataset;

import io.commitlake.dataset.parquet.ExtendedRow;
import io.commitlake.dataset.parquet.FileTail;
import io.commitlake.dataset.parquet.ParquetFiles;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * The columns that other programs added to a repositories file, with each repository's values. A rewrite of the file
 * keeps their types, logical types, field ids, order and values.
 *
 * @param names the names of all columns of the file, in file order
 * @param columns the added columns, in file order
 * @param values the values of the added columns by repository id; a new row has none
 * @param metadata the file's key-value metadata
 */
record ExtraColumns(List<String> names, List<Type> columns, Map<Long, Group> values, Map<String, String> metadata) {
    static final ExtraColumns NONE = new ExtraColumns(List.of(), List.of(), Map.of(), Map.of());

    /**
     * Metadata keys under which writers describe all columns a second time. Readers trust them over the schema, so a
     * file whose columns change loses them.
     */
    private static final Set<String> DESCRIPTIONS = Set.of(
            "ARROW:schema",
            "iceberg.schema",
            "org.apache.spark.sql.parquet.row.metadata",
            "pandas",
            "parquet.avro.schema",
            "writer.model.name");

    /**
     * Reads the added columns.
     *
     * @param rows the file's rows, in file order
     */
    static ExtraColumns read(byte[] content, List<Repository> rows) throws IOException {
        try (ParquetFileReader file = ParquetFiles.open(new FileTail(content))) {
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
     * The table's own columns, followed by the added ones. A required column becomes optional if a row has no value for
     * it.
     *
     * @param rows the rows to write
     */
    TableSchema schema(List<Repository> rows) {
        if (columns.isEmpty()) {
            return TableSchema.REPOSITORIES;
        }
        TableSchema own = TableSchema.REPOSITORIES;
        boolean complete = rows.stream().allMatch(row -> values.containsKey(row.id()));
        List<Type> all = new ArrayList<>(own.parquet().getFields());
        columns.forEach(column -> all.add(complete ? column : nullable(column)));
        return new TableSchema(own.avro(), new MessageType(own.parquet().getName(), all), own.unique(), own.unsorted());
    }

    /**
     * The file's metadata, without descriptions of columns that differ from {@code schema}; none if no columns were
     * added.
     */
    Map<String, String> metadata(TableSchema schema) {
        // Sorted so that the same rows make the same bytes.
        Map<String, String> kept = new TreeMap<>(metadata);
        if (!schema.parquet().getFields().stream().map(Type::getName).toList().equals(names)) {
            kept.keySet().removeAll(DESCRIPTIONS);
        }
        return kept;
    }

    /** A repository's row with its values in the added columns. */
    IndexedRecord row(Repository repository) {
        IndexedRecord row = RepositoryRow.of(repository);
        Group extra = values.get(repository.id());
        return extra == null ? row : new ExtendedRow(row, extra);
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
