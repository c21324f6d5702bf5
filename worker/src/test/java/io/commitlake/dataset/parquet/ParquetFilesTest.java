package io.commitlake.dataset.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file whose schema Parquet's own methods can't walk is refused by name. */
class ParquetFilesTest {
    /** A file with one column in this many groups. */
    private static byte[] nested(int groups) {
        List<SchemaElement> schema = new ArrayList<>();
        schema.add(Footers.group("schema", 1));
        for (int i = 0; i < groups; i++) {
            schema.add(Footers.group("g", 1));
        }
        schema.add(Footers.integer("id"));
        return Footers.file(schema);
    }

    @Test
    void aNestedColumnIsRead() throws IOException {
        try (ParquetFileReader file = ParquetFiles.open(new FileTail(nested(3)))) {
            assertThat(file.getFileMetaData().getSchema().getPaths()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 3_000, 100_000})
    void aColumnInTooManyGroupsIsRefused(int groups) {
        assertThatThrownBy(() -> ParquetFiles.open(new FileTail(nested(groups))))
                .isInstanceOf(Values.UnreadableRow.class)
                .hasMessageContaining("nested");
    }

    @Test
    void aGroupWithoutColumnsIsRefused() {
        List<SchemaElement> schema =
                List.of(Footers.group("schema", 2), Footers.group("empty", 0), Footers.integer("id"));

        assertThatThrownBy(() -> ParquetFiles.open(new FileTail(Footers.file(schema))))
                .isInstanceOf(Values.UnreadableRow.class)
                .hasMessageContaining("its group empty has no columns");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808"})
    void aTimeThatMicrosecondsCantHoldIsNeverAnotherTime(long milliseconds) {
        assertThatThrownBy(() -> Micros.of(java.time.Instant.ofEpochMilli(milliseconds)))
                .isInstanceOf(ArithmeticException.class);
    }
}
