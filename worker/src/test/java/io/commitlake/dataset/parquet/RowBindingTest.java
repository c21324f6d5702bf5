package io.commitlake.dataset.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowBindingTest {
    private static final TableSchema SCHEMA = schema(SchemaBuilder.record("things")
            .fields()
            .optionalString("maybe_text")
            .requiredLong("count")
            .optionalLong("maybe_count")
            .requiredLong("seen_at")
            .optionalLong("gone_at")
            .requiredString("text")
            .requiredBoolean("is_new")
            .optionalBoolean("is_old")
            .name("names")
            .type()
            .array()
            .items()
            .stringType()
            .noDefault()
            .name("maybe_names")
            .type()
            .optional()
            .array()
            .items()
            .stringType()
            .endRecord());
    private static final RowBinding<Thing> BINDING = RowBinding.of(MethodHandles.lookup(), Thing.class, SCHEMA);
    private static final Instant TIME = Instant.parse("2024-05-01T00:00:00.000001Z");
    private static final long MICROS = 1_714_521_600_000_001L;

    private record Thing(
            long count,
            OptionalLong maybeCount,
            String text,
            Optional<String> maybeText,
            boolean isNew,
            Optional<Boolean> isOld,
            List<String> names,
            Optional<List<String>> maybeNames,
            Instant seenAt,
            Optional<Instant> goneAt) {}

    private record Misnamed(long counts) {}

    private record Mistyped(int count) {}

    @Test
    void valuesFollowTheOrderOfTheColumns() {
        Thing full = new Thing(
                1,
                OptionalLong.of(2),
                "a",
                Optional.of("b"),
                true,
                Optional.of(false),
                List.of("c"),
                Optional.of(List.of("d")),
                TIME,
                Optional.of(TIME));
        Thing empty = new Thing(
                0,
                OptionalLong.empty(),
                "",
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                TIME,
                Optional.empty());

        assertThat(stored(full))
                .containsExactly("b", 1L, 2L, MICROS, MICROS, "a", true, false, List.of("c"), List.of("d"));
        assertThat(stored(empty)).containsExactly(null, 0L, null, MICROS, null, "", false, null, List.of(), null);
    }

    @Test
    void readValuesMakeTheSameRow() {
        assertThat(BINDING.row(values("b", 1L, 2L, TIME, TIME, "a", true, false, List.of("c"), List.of("d"))))
                .isEqualTo(new Thing(
                        1,
                        OptionalLong.of(2),
                        "a",
                        Optional.of("b"),
                        true,
                        Optional.of(false),
                        List.of("c"),
                        Optional.of(List.of("d")),
                        TIME,
                        Optional.of(TIME)));
        assertThat(BINDING.row(values(null, 1L, null, TIME, null, "a", true, null, List.of(), null)))
                .isEqualTo(new Thing(
                        1,
                        OptionalLong.empty(),
                        "a",
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        TIME,
                        Optional.empty()));
    }

    @Test
    void aMissingRequiredValueIsNamed() {
        assertThatThrownBy(() -> BINDING.row(values(null, 1L, null, TIME, null, null, true, null, List.of(), null)))
                .isInstanceOf(Values.UnreadableRow.class)
                .hasMessage("text is null");
    }

    @Test
    void componentsThatDifferFromTheColumnsAreRefused() {
        TableSchema schema = schema(
                SchemaBuilder.record("counts").fields().requiredLong("count").endRecord());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBinding.of(MethodHandles.lookup(), Misnamed.class, schema))
                .withMessageContaining("[counts]")
                .withMessageContaining("[count]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBinding.of(MethodHandles.lookup(), Mistyped.class, schema))
                .withMessageContaining("int count");
    }

    @Test
    void aColumnThatDoesNotExistIsRefused() {
        Thing row = BINDING.row(values(null, 1L, null, TIME, null, "a", true, null, List.of(), null));

        assertThatThrownBy(() -> BINDING.get(row, 10)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static @Nullable Object[] stored(Thing row) {
        @Nullable
        Object[] values = new @Nullable Object[SCHEMA.avro().getFields().size()];
        Arrays.setAll(values, column -> BINDING.get(row, column));
        return values;
    }

    private static Values values(@Nullable Object... values) {
        return new Values(
                SCHEMA.avro().getFields().stream().map(Schema.Field::name).toList(), values);
    }

    private static TableSchema schema(Schema avro) {
        return new TableSchema(avro, new AvroSchemaConverter().convert(avro), Set.of(), Set.of());
    }
}
