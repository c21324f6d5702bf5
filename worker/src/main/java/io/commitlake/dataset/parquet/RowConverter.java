package io.commitlake.dataset.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Converts a file's rows to {@link Values}, with each column at its index in the expected schema. */
final class RowConverter extends RecordMaterializer<Values> {
    private final List<String> columns;
    private final GroupConverter root;
    private @Nullable Object[] row = new @Nullable Object[0];

    /**
     * @param expected the expected schema
     * @param requested the expected columns that the file has, with the file's types
     */
    RowConverter(MessageType expected, MessageType requested) {
        columns = expected.getFields().stream().map(Type::getName).toList();
        List<Converter> converters = new ArrayList<>();
        for (Type found : requested.getFields()) {
            converters.add(
                    converter(expected.getType(found.getName()), found, expected.getFieldIndex(found.getName())));
        }
        root = new Group(converters) {
            @Override
            public void start() {
                row = new @Nullable Object[columns.size()];
            }
        };
    }

    private Converter converter(Type expected, Type found, int column) {
        if (expected.isPrimitive() != found.isPrimitive()) {
            throw new Values.UnreadableRow("column " + found.getName() + " is " + found + " and should be " + expected);
        }
        if (expected.isPrimitive()) {
            return ValueConverter.of(expected.asPrimitiveType(), found, value -> row[column] = value);
        }
        return strings(found.asGroupType(), column);
    }

    /** Converts a list of strings, in three levels or in the two levels of older writers. */
    private Group strings(GroupType list, int column) {
        List<Object> strings = new ArrayList<>();
        Type repeated = list.getType(0);
        Type element =
                repeated.isPrimitive() ? repeated : repeated.asGroupType().getType(0);
        if (!element.isPrimitive()) {
            throw new Values.UnreadableRow(
                    "column " + list.getName() + " is " + list + " and should be a list of texts");
        }
        ValueConverter string = ValueConverter.string(element, value -> {
            if (value != null) {
                strings.add(value);
            }
        });
        Converter elements = repeated.isPrimitive() ? string : new Group(List.of(string));
        return new Group(List.of(elements)) {
            @Override
            public void start() {
                strings.clear();
            }

            @Override
            public void end() {
                row[column] = List.copyOf(strings);
            }
        };
    }

    @Override
    public Values getCurrentRecord() {
        return new Values(columns, row);
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private static class Group extends GroupConverter {
        private final List<Converter> converters;

        Group(List<? extends Converter> converters) {
            this.converters = List.copyOf(converters);
        }

        @Override
        public Converter getConverter(int field) {
            return converters.get(field);
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
