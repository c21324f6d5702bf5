package io.commitlake.dataset.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.JulianFields;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of a column to Long, Boolean, String, ByteBuffer or Instant from the types that other writers use:
 * times in any unit, with or without a time zone (UTC by default), as INT96 or as ISO 8601 text; and columns of nulls
 * that pandas turned into floating point NaNs.
 */
class ValueConverter extends PrimitiveConverter {
    private final String column;
    private final Consumer<@Nullable Object> to;
    private final LongFunction<Object> ofLong;
    private final Function<Binary, Object> ofBytes;
    private @Nullable Object[] dictionary = new Object[0];
    private final boolean bytes;

    private ValueConverter(
            Type found, Consumer<@Nullable Object> to, LongFunction<Object> ofLong, Function<Binary, Object> ofBytes) {
        this.column = found.getName();
        this.to = to;
        this.ofLong = ofLong;
        this.ofBytes = ofBytes;
        bytes = switch (found.asPrimitiveType().getPrimitiveTypeName()) {
            case BINARY, INT96 -> true;
            default -> false;
        };
    }

    static ValueConverter of(PrimitiveType expected, Type found, Consumer<@Nullable Object> to) {
        if (expected.getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
            return expected.getLogicalTypeAnnotation() == null ? bytes(found, to) : string(found, to);
        }
        if (expected.getPrimitiveTypeName() == PrimitiveTypeName.BOOLEAN) {
            return bool(found, to);
        }
        return expected.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation
                ? time(found, to)
                : new ValueConverter(found, to, value -> value, bytes -> refuse(found, "an integer"));
    }

    static ValueConverter string(Type found, Consumer<@Nullable Object> to) {
        return new ValueConverter(found, to, value -> refuse(found, "text"), Binary::toStringUsingUTF8);
    }

    private static ValueConverter bytes(Type found, Consumer<@Nullable Object> to) {
        return new ValueConverter(
                found, to, value -> refuse(found, "bytes"), value -> ByteBuffer.wrap(value.getBytes()));
    }

    private static ValueConverter bool(Type found, Consumer<@Nullable Object> to) {
        String wanted = "true or false";
        return new ValueConverter(found, to, value -> refuse(found, wanted), value -> refuse(found, wanted)) {
            @Override
            public void addBoolean(boolean value) {
                to.accept(value);
            }
        };
    }

    private static ValueConverter time(Type found, Consumer<@Nullable Object> to) {
        PrimitiveType type = found.asPrimitiveType();
        LongFunction<Object> ofLong = type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation stamp
                ? switch (stamp.getUnit()) {
                    case MILLIS -> value -> storable(found, Instant.ofEpochMilli(value));
                    case MICROS -> Micros::toInstant;
                    case NANOS -> value -> Instant.EPOCH.plus(value, ChronoUnit.NANOS);
                }
                : value -> refuse(found, "a time");
        return new ValueConverter(
                found,
                to,
                ofLong,
                type.getPrimitiveTypeName() == PrimitiveTypeName.INT96
                        ? value -> storable(found, int96(value))
                        : text -> storable(found, iso(found, text.toStringUsingUTF8())));
    }

    /** Converts an INT96: the nanoseconds of the day, then the Julian day, both little-endian. */
    private static Instant int96(Binary value) {
        var buffer = value.toByteBuffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long nanos = buffer.getLong();
        LocalDate day = LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, buffer.getInt());
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().plusNanos(nanos);
    }

    private static Instant iso(Type found, String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            if (iso.length() == "2024-11-01".length()) {
                return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException bad) {
            throw new Values.UnreadableRow(
                    "column " + found.getName() + " has \"" + text + "\", which isn't a time", bad);
        }
    }

    /** Refuses a time that a timestamp in microseconds can't hold: it would be written as another time. */
    private static Instant storable(Type found, Instant time) {
        try {
            return Micros.toInstant(Micros.of(time));
        } catch (ArithmeticException tooFar) {
            throw new Values.UnreadableRow("column " + found.getName() + " has the time " + time, tooFar);
        }
    }

    private static Object refuse(Type found, String wanted) {
        throw new Values.UnreadableRow("column " + found.getName() + " is " + found + " and should be " + wanted);
    }

    @Override
    public void addLong(long value) {
        to.accept(ofLong.apply(value));
    }

    @Override
    public void addInt(int value) {
        addLong(value);
    }

    @Override
    public void addBoolean(boolean value) {
        throw new Values.UnreadableRow("column " + column + " has the truth value " + value);
    }

    @Override
    public void addDouble(double value) {
        if (Double.isNaN(value)) {
            to.accept(null);
        } else {
            throw new Values.UnreadableRow("column " + column + " has the floating point number " + value);
        }
    }

    @Override
    public void addFloat(float value) {
        addDouble(value);
    }

    @Override
    public void addBinary(Binary value) {
        to.accept(ofBytes.apply(value));
    }

    @Override
    public boolean hasDictionarySupport() {
        return bytes;
    }

    @Override
    public void setDictionary(Dictionary values) {
        dictionary = new Object[values.getMaxId() + 1];
        for (int id = 0; id <= values.getMaxId(); id++) {
            dictionary[id] = ofBytes.apply(values.decodeToBinary(id));
        }
    }

    @Override
    public void addValueFromDictionary(int id) {
        to.accept(dictionary[id]);
    }
}
