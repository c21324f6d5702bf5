package io.commitlake.dataset.parquet;

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
 * Takes one column's values as a Long, a String or an Instant, from whatever type other writers chose for them: times
 * in any unit, with or without a zone (then UTC), as INT96 or as ISO 8601 text; columns that are null all through and
 * became floating point (NaN) on the way.
 */
final class ValueConverter extends PrimitiveConverter {
    private final String column;
    private final Consumer<@Nullable Object> to;
    private final LongFunction<Object> ofLong;
    private final Function<Binary, Object> ofBytes;
    private @Nullable Object[] dictionary = new Object[0];
    private final boolean bytes;

    private ValueConverter(
            Type theirs, Consumer<@Nullable Object> to, LongFunction<Object> ofLong, Function<Binary, Object> ofBytes) {
        this.column = theirs.getName();
        this.to = to;
        this.ofLong = ofLong;
        this.ofBytes = ofBytes;
        bytes = switch (theirs.asPrimitiveType().getPrimitiveTypeName()) {
            case BINARY, INT96 -> true;
            default -> false;
        };
    }

    static ValueConverter of(PrimitiveType ours, Type theirs, Consumer<@Nullable Object> to) {
        if (ours.getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
            return string(theirs, to);
        }
        return ours.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation
                ? time(theirs, to)
                : new ValueConverter(theirs, to, value -> value, bytes -> refused(theirs, "an integer"));
    }

    static ValueConverter string(Type theirs, Consumer<@Nullable Object> to) {
        return new ValueConverter(theirs, to, value -> refused(theirs, "text"), Binary::toStringUsingUTF8);
    }

    private static ValueConverter time(Type theirs, Consumer<@Nullable Object> to) {
        PrimitiveType type = theirs.asPrimitiveType();
        LongFunction<Object> ofLong = type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation stamp
                ? switch (stamp.getUnit()) {
                    case MILLIS -> Instant::ofEpochMilli;
                    case MICROS -> Micros::at;
                    case NANOS -> value -> Instant.EPOCH.plus(value, ChronoUnit.NANOS);
                }
                : value -> refused(theirs, "a time");
        return new ValueConverter(
                theirs,
                to,
                ofLong,
                type.getPrimitiveTypeName() == PrimitiveTypeName.INT96
                        ? ValueConverter::int96
                        : text -> iso(theirs, text.toStringUsingUTF8()));
    }

    /** Nanoseconds of the day, then the Julian day, both little-endian. */
    private static Instant int96(Binary value) {
        var buffer = value.toByteBuffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long nanos = buffer.getLong();
        LocalDate day = LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, buffer.getInt());
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().plusNanos(nanos);
    }

    private static Instant iso(Type theirs, String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            if (iso.length() == "2024-11-01".length()) {
                return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException bad) {
            throw new Values.UnreadableRow("column " + theirs.getName() + " has \"" + text + "\" and no time", bad);
        }
    }

    private static Object refused(Type theirs, String wanted) {
        throw new Values.UnreadableRow("column " + theirs.getName() + " is " + theirs + " and should be " + wanted);
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
