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

/** Puts a file's columns into {@link Values}, each at its place in our schema. */
final class RowConverter extends RecordMaterializer<Values> {
    private final List<String> columns;
    private final GroupConverter root;
    private @Nullable Object[] row = new @Nullable Object[0];

    /**
     * @param ours all columns, in our order
     * @param requested those of them that the file has, as it has them
     */
    RowConverter(MessageType ours, MessageType requested) {
        columns = ours.getFields().stream().map(Type::getName).toList();
        List<Converter> converters = new ArrayList<>();
        for (Type theirs : requested.getFields()) {
            converters.add(converter(ours.getType(theirs.getName()), theirs, ours.getFieldIndex(theirs.getName())));
        }
        root = new Group(converters) {
            @Override
            public void start() {
                row = new @Nullable Object[columns.size()];
            }
        };
    }

    private Converter converter(Type ours, Type theirs, int column) {
        if (ours.isPrimitive() != theirs.isPrimitive()) {
            throw new Values.UnreadableRow("column " + theirs.getName() + " is " + theirs + " and should be " + ours);
        }
        if (ours.isPrimitive()) {
            return ValueConverter.of(ours.asPrimitiveType(), theirs, value -> row[column] = value);
        }
        return strings(theirs.asGroupType(), column);
    }

    /** A list of strings, in three levels or in the two that older writers made. */
    private Group strings(GroupType list, int column) {
        List<Object> strings = new ArrayList<>();
        Type repeated = list.getType(0);
        Type element =
                repeated.isPrimitive() ? repeated : repeated.asGroupType().getType(0);
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
