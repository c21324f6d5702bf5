package io.commitlake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.commit.ChangeStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.Test;

/** The tables of columns in {@code docs/dataset.md} and the README's diagram are those of the {@code .avsc} files. */
class DatasetPageTest {
    private static final Path SCHEMAS =
            Documents.root().resolve("worker/src/main/resources/io/commitlake/dataset/parquet");
    private static final String PAGE = Documents.read(Documents.root().resolve("docs/dataset.md"));
    private static final Pattern TABLE =
            Pattern.compile("(?m)^### (\\w+)\n\n\\| id \\| column \\|.*\n\\|[-|]+\\|\n((?:\\| .*\n)+)");
    private static final Pattern ENTITY = Pattern.compile("(?m)^    (\\w+) \\{\n((?: {8}.*\n)+) {4}\\}");

    private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^ {8}\\w+ (\\w+)");

    /** Each table's schema. */
    private static Map<String, Schema> schemas() {
        return Documents.under(SCHEMAS)
                .filter(file -> file.toString().endsWith(".avsc"))
                .map(DatasetPageTest::schema)
                .collect(Collectors.toMap(Schema::getName, schema -> schema, (_, same) -> same, TreeMap::new));
    }

    private static Schema schema(Path file) {
        try {
            return new SchemaParser().parse(file.toFile()).mainSchema();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String row(Schema.Field column) {
        Schema type = column.schema();
        boolean nullable = type.isUnion();
        if (nullable) {
            type = type.getTypes().stream()
                    .filter(each -> each.getType() != Schema.Type.NULL)
                    .findFirst()
                    .orElseThrow();
        }
        Object element = type.getObjectProp("element-id");
        return String.format(
                "| %s%s | `%s` | %s | %s | %s |",
                column.getObjectProp("field-id"),
                element == null ? "" : ", " + element,
                column.name(),
                name(type),
                nullable ? "yes" : "no",
                Objects.requireNonNull(column.doc(), column.name()));
    }

    private static String name(Schema type) {
        return switch (type.getType()) {
            case ARRAY -> "list of " + name(type.getElementType());
            case LONG -> type.getLogicalType() instanceof LogicalTypes.TimestampMicros ? "timestamp" : "int64";
            default -> type.getName();
        };
    }

    @Test
    void thePageHasEveryColumnWithItsIdTypeAndMeaning() {
        Map<String, String> wanted = new TreeMap<>();
        schemas()
                .forEach((table, schema) -> wanted.put(
                        table,
                        schema.getFields().stream()
                                .map(column -> row(column) + "\n")
                                .collect(Collectors.joining())));
        assertThat(wanted).hasSizeGreaterThanOrEqualTo(4);

        Map<String, String> written = new TreeMap<>();
        TABLE.matcher(PAGE).results().forEach(found -> written.put(found.group(1), found.group(2)));
        assertThat(written.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((table, rows) -> assertThat(written.get(table)).as(table).isEqualTo(rows));
    }

    @Test
    void thePageExplainsEveryStatus() {
        assertThat(PAGE)
                .contains(Arrays.stream(ChangeStatus.values())
                        .map(status -> "\n| `" + status.name().toLowerCase(Locale.ROOT) + "` |")
                        .toList());
    }

    @Test
    void theDiagramHasOnlyColumnsThatExist() {
        Map<String, Schema> schemas = schemas();
        List<String> unknown = new ArrayList<>();
        Set<String> drawn = new TreeSet<>();
        ENTITY.matcher(Documents.read(Documents.root().resolve("README.md")))
                .results()
                .forEach(entity -> {
                    String table = entity.group(1);
                    Schema schema = Objects.requireNonNull(schemas.get(table), table);
                    ATTRIBUTE
                            .matcher(entity.group(2))
                            .results()
                            .map(attribute -> attribute.group(1))
                            .filter(column -> schema.getField(column) == null)
                            .forEach(column -> unknown.add(table + "." + column));
                    drawn.add(table);
                });
        assertThat(unknown).isEmpty();
        assertThat(drawn).contains("repositories", "commits", "file_changes", "file_states");
    }
}
