package io.commitlake.dataset.parquet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Binds the components of a record to the columns of a table by name: the component {@code commitSha} holds the column
 * {@code commit_sha}. So only the table's {@code .avsc} file decides the order of the columns.
 *
 * <p>This class is a record because the JVM trusts the fields of records: it compiles a binding in a static final field
 * to the same code as a switch over the columns, written by hand.
 *
 * @param get takes a column's index and a row, and returns the row's value as Avro stores it
 * @param make takes {@link Values} and returns a row
 * @param <R> the record
 */
public record RowBinding<R extends Record>(MethodHandle get, MethodHandle make) {
    /**
     * Binds a record to a table.
     *
     * @param lookup the record's own lookup, which may call its accessors and its constructor
     * @throws IllegalArgumentException if the names of the components aren't the names of the columns
     */
    public static <R extends Record> RowBinding<R> of(MethodHandles.Lookup lookup, Class<R> row, TableSchema schema) {
        List<RecordComponent> components = List.of(row.getRecordComponents());
        List<String> columns =
                schema.avro().getFields().stream().map(Schema.Field::name).toList();
        Set<String> names = components.stream().map(RowBinding::columnOf).collect(Collectors.toSet());
        if (!names.equals(Set.copyOf(columns))) {
            throw new IllegalArgumentException(row.getName() + " has components for the columns " + names
                    + ", but the table has the columns " + columns);
        }
        try {
            return new RowBinding<>(getter(lookup, components, columns), maker(lookup, row, components, columns));
        } catch (ReflectiveOperationException foreignLookup) {
            throw new IllegalArgumentException(lookup + " isn't the lookup of " + row.getName(), foreignLookup);
        }
    }

    /** The row's value in a column as Avro stores it: a long, a boolean, a string, a list of strings, or null. */
    public @Nullable Object get(R row, int column) {
        try {
            return (Object) get.invokeExact(column, (Record) row);
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    /**
     * Makes a row of the values that were read from a file.
     *
     * @throws Values.UnreadableRow if a required value is missing
     */
    public R row(Values values) {
        try {
            @SuppressWarnings("unchecked") // the constructor is R's
            R row = (R) (Record) make.invokeExact(values);
            return row;
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    private static MethodHandle getter(
            MethodHandles.Lookup lookup, List<RecordComponent> components, List<String> columns)
            throws ReflectiveOperationException {
        MethodType type = MethodType.methodType(Object.class, int.class, Record.class);
        MethodHandle[] getters = new MethodHandle[columns.size()];
        for (RecordComponent component : components) {
            MethodHandle accessor = lookup.unreflect(component.getAccessor());
            getters[columns.indexOf(columnOf(component))] = MethodHandles.dropArguments(
                            ComponentType.of(component).stored(accessor), 0, int.class)
                    .asType(type);
        }
        MethodHandle newException = MethodHandles.publicLookup()
                .findConstructor(IndexOutOfBoundsException.class, MethodType.methodType(void.class, int.class));
        MethodHandle noColumn = MethodHandles.filterArguments(
                MethodHandles.throwException(Object.class, IndexOutOfBoundsException.class), 0, newException);
        noColumn = MethodHandles.dropArguments(noColumn, 1, Record.class);
        return MethodHandles.tableSwitch(noColumn, getters);
    }

    private static MethodHandle maker(
            MethodHandles.Lookup lookup, Class<?> row, List<RecordComponent> components, List<String> columns)
            throws ReflectiveOperationException {
        Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        MethodHandle[] readers = new MethodHandle[types.length];
        for (int at = 0; at < readers.length; at++) {
            RecordComponent component = components.get(at);
            readers[at] = ComponentType.of(component).read(types[at], columns.indexOf(columnOf(component)));
        }
        MethodHandle constructor = lookup.findConstructor(row, MethodType.methodType(void.class, types));
        MethodHandle ofCopies = MethodHandles.filterArguments(constructor, 0, readers);
        return MethodHandles.permuteArguments(
                        ofCopies, MethodType.methodType(row, Values.class), new int[readers.length])
                .asType(MethodType.methodType(Record.class, Values.class));
    }

    private static RuntimeException unchecked(Throwable failed) {
        return switch (failed) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new IllegalStateException("rows throw no checked exceptions", failed);
        };
    }

    private static String columnOf(RecordComponent component) {
        return component.getName().replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
    }
}
