package io.commitlake.dataset.parquet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The types that the components of a row may have, with their conversions to and from the values of a column. */
@SuppressWarnings("UnusedMethod") // the conversions are found by name
enum ComponentType {
    INTEGER("long", "integer"),
    OPTIONAL_INTEGER("java.util.OptionalLong", "optionalInteger"),
    BOOLEAN("boolean", "bool"),
    OPTIONAL_BOOLEAN("java.util.Optional<java.lang.Boolean>", "optionalBool"),
    STRING("java.lang.String", "string"),
    OPTIONAL_STRING("java.util.Optional<java.lang.String>", "optionalString"),
    STRINGS("java.util.List<java.lang.String>", "strings"),
    OPTIONAL_STRINGS("java.util.Optional<java.util.List<java.lang.String>>", "optionalStrings"),
    BYTES("java.nio.ByteBuffer", "bytes"),
    TIME("java.time.Instant", "time"),
    OPTIONAL_TIME("java.util.Optional<java.time.Instant>", "optionalTime");

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final String typeName;
    private final String reader;

    ComponentType(String typeName, String reader) {
        this.typeName = typeName;
        this.reader = reader;
    }

    /**
     * Returns the type of a component.
     *
     * @throws IllegalArgumentException if no column can hold such a component
     */
    static ComponentType of(RecordComponent component) {
        String name = component.getGenericType().getTypeName();
        for (ComponentType type : values()) {
            if (type.typeName.equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no column can hold the component " + component + " of "
                + component.getDeclaringRecord().getName());
    }

    /** Converts an accessor's result to the value that Avro stores: a long, a string, bytes, a list of strings, or null. */
    MethodHandle stored(MethodHandle accessor) throws ReflectiveOperationException {
        Class<?> type = accessor.type().returnType();
        return switch (this) {
            case INTEGER, BOOLEAN, STRING, STRINGS, BYTES ->
                accessor.asType(accessor.type().changeReturnType(Object.class));
            case OPTIONAL_INTEGER, OPTIONAL_BOOLEAN, OPTIONAL_STRING, OPTIONAL_STRINGS, TIME, OPTIONAL_TIME -> {
                String conversion = this == OPTIONAL_TIME ? "storedTime" : "stored";
                yield MethodHandles.filterReturnValue(
                        accessor,
                        LOOKUP.findStatic(ComponentType.class, conversion, MethodType.methodType(Object.class, type)));
            }
        };
    }

    /** A handle that reads the component from {@link Values}, at a column's index. */
    MethodHandle read(Class<?> type, int column) throws ReflectiveOperationException {
        return MethodHandles.insertArguments(
                LOOKUP.findVirtual(Values.class, reader, MethodType.methodType(type, int.class)), 1, column);
    }

    private static @Nullable Object stored(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static @Nullable Object stored(Optional<?> value) {
        return value.isPresent() ? value.get() : null;
    }

    private static Object stored(Instant time) {
        return Micros.of(time);
    }

    private static @Nullable Object storedTime(Optional<Instant> time) {
        return time.isPresent() ? Micros.of(time.get()) : null;
    }
}
