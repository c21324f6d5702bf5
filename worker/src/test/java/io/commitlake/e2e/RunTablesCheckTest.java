package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation finds planted faults in the two tables that have a file for each run. */
class RunTablesCheckTest {
    private OneRepository one;

    @BeforeEach
    void exportTwice(@TempDir Path folder) {
        one = new OneRepository(folder);
        one.add("2022-01-01", "third");
        one.export("r");
        validate(0, "--all");
    }

    @AfterEach
    void stop() {
        one.close();
    }

    private String validate(int code, String... arguments) {
        Stack.Result result = one.stack
                .commitlake(Stream.concat(Stream.of("validate"), Stream.of(arguments))
                        .toArray(String[]::new))
                .ended(code);
        return result.out() + result.err();
    }

    private Path list() {
        return one.stack.dataset().resolve("data_files/data_files_r.parquet");
    }

    private Path states() {
        return one.stack.dataset().resolve("repository_states/snapshot_date=2026-01-01/repository_states_r.parquet");
    }

    /** Rewrites a file by an expression over {@code table}. */
    private static void rewrite(Path file, String expression) {
        Python.run(
                "-c",
                "import sys, pyarrow as pa, pyarrow.parquet as pq\n"
                        + "table = pq.ParquetFile(sys.argv[1]).read()\n"
                        + "pq.write_table(" + expression + ", sys.argv[1])",
                file.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            table.slice(1)                                                            | lacks commits/
            pa.concat_tables([table, table.slice(0, 1)])                              | twice
            table.set_column(5, table.field(5), pa.array([9] * len(table)))           | which should be
            table.set_column(7, table.field(7), pa.array(['0' * 64] * len(table)))    | which should be
            table.set_column(4, table.field(4), pa.array([7] * len(table)))           | which isn't complete
            table.select(table.column_names[::-1])                                    | column 1 is
            """)
    void aWrongListOfDataFilesIsReported(String expression, String fault) {
        rewrite(list(), expression);

        assertThat(validate(7, "--all")).contains("data_files_r.parquet", fault);
        assertThat(validate(7, "--snapshot", OneRepository.SNAPSHOT, "--run", "r"))
                .contains("data_files_r.parquet", fault);
    }

    @Test
    void anUnlistedExportAndAnUnreadableListAreReported() throws IOException {
        byte[] content = Files.readAllBytes(list());
        Files.delete(list());
        assertThat(validate(7, "--all")).contains("no file lists export 1000-1, which is complete");
        assertThat(validate(7, "--snapshot", OneRepository.SNAPSHOT, "--run", "r"))
                .contains("no file lists export 1000-1, which is complete");

        Files.write(list(), List.of(new String(content, 0, 4, StandardCharsets.US_ASCII)));
        assertThat(validate(7, "--all")).contains("data_files_r.parquet", "can't be read");
    }

    @Test
    void anExportMayBeInTheListOfAnotherRun() throws IOException {
        Path other = list().resolveSibling("data_files_other.parquet");
        Files.move(list(), other);
        rewrite(other, "table.set_column(9, table.field(9), pa.array(['other'] * len(table)))");

        validate(0, "--snapshot", OneRepository.SNAPSHOT, "--run", "r");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pa.concat_tables([table, table])                                          | has repository 1000 twice
            table.set_column(20, table.field(20), pa.array(['2025-01-01']))           | snapshot_date is 2025-01-01
            table.drop_columns(['license'])                                           | column 12 is
            """)
    void aWrongFileOfRepositoryStatesIsReported(String expression, String fault) {
        rewrite(states(), expression);

        assertThat(validate(7, "--all")).contains("repository_states_r.parquet", fault);
        assertThat(validate(7, "--snapshot", OneRepository.SNAPSHOT, "--run", "r"))
                .contains("repository_states_r.parquet", "but the plan says");
    }

    @Test
    void aMissingFileOfRepositoryStatesIsReported() throws IOException {
        Files.delete(states());

        assertThat(validate(7, "--snapshot", OneRepository.SNAPSHOT, "--run", "r"))
                .contains("is missing: the plan lists");
    }
}
