package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code validate} exits with 7 and names a file that pyarrow or a careless hand has changed. */
class PlantedFaultsTest {
    private static final String JANUARY = "repository_id=1000/commit_month=2024-01/";

    @TempDir
    static Path folder;

    private static Stack stack;

    @BeforeAll
    static void export() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo repo = Repo.create(histories, "good");
        String first = repo.commit("2024-01-01T00:00:00Z", "first", "1\n");
        String second = repo.commit("2024-01-02T00:00:00Z", "second", "1\n2\n", first);
        repo.branch("main", repo.commit("2024-02-01T00:00:00Z", "third", "3\n", second));
        stack = new Stack(folder, histories).into(folder.resolve("dataset"));
        stack.track("good").ended(0);
        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        assertThat(stack.commitlake("validate", "--all").ended(0).out()).contains("no faults");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static Path file(String table) {
        return stack.dataset().resolve(table + "/" + JANUARY + table + "_1000-0.parquet");
    }

    /** Plants a fault in a file, asserts that {@code validate} names the file, and restores it. */
    private static void assertNamed(Path file, Fault fault) throws IOException {
        byte[] before = Files.readAllBytes(file);
        fault.plant(file);
        try {
            Stack.Result validated = stack.commitlake("validate", "--all").ended(7);
            assertThat(validated.err() + validated.out())
                    .contains(stack.dataset().relativize(file).toString());
        } finally {
            Files.write(file, before);
        }
        stack.commitlake("validate", "--all").ended(0);
    }

    private static void assertRewriteNamed(Path file, String change) throws IOException {
        assertNamed(file, at -> Python.run("-c", """
                import sys
                import pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq
                table = pq.ParquetFile(sys.argv[1]).read()
                pq.write_table(%s, sys.argv[1], compression="zstd")
                """.formatted(change), at.toString()));
    }

    private interface Fault {
        void plant(Path file) throws IOException;
    }

    @Test
    void aChangedValueIsNamed() throws IOException {
        assertRewriteNamed(
                file("file_changes"),
                "table.set_column(table.schema.get_field_index('lines_added'), table.schema.field('lines_added'),"
                        + " pc.add(table['lines_added'], 1))");
    }

    @Test
    void aLostFileIsNamed() throws IOException {
        for (String table : List.of("commits", "file_changes", "file_states")) {
            assertNamed(file(table), Files::delete);
        }
    }

    @Test
    void anExtraFileIsNamed() throws IOException {
        Path extra = file("commits").resolveSibling("commits_1000-7.parquet");
        Files.copy(file("commits"), extra);
        Stack.Result validated = stack.commitlake("validate", "--all").ended(7);
        assertThat(validated.err() + validated.out()).contains(JANUARY + "commits_1000-7.parquet");
        Files.delete(extra);
    }

    private static Path rowFile() {
        return stack.dataset().resolve("repositories/repositories_0.parquet");
    }

    private static void assertRowChangeNamed(UnaryOperator<Repository> change) throws IOException {
        assertNamed(
                rowFile(),
                at -> tables().change(0, rows -> rows.stream().map(change).toList()));
    }

    private static RepositoryTables tables() {
        return new RepositoryTables(
                Storages.open(StorageLocation.parse("file:" + stack.dataset()), S3Access.byDefault()));
    }

    private static Repository row(Repository row, Optional<Tip> last, long exports) {
        return new Repository(row.id(), row.createdAt(), last, row.nodeId(), row.fullName(), OptionalLong.of(exports));
    }

    @Test
    void aRowThatContradictsTheLedgerIsNamed() throws IOException {
        assertRowChangeNamed(row -> row(row, row.last(), 2));
        assertRowChangeNamed(row -> row(row, row.last(), 0));
        assertRowChangeNamed(row -> row(row, Optional.empty(), 1));
        assertRowChangeNamed(row ->
                row(row, row.last().map(tip -> new Tip(tip.sha(), tip.at().plusSeconds(86_400))), 1));
    }

    @Test
    void aRowInTwoFilesOrTwiceInOneIsNamed() throws IOException {
        Path other = rowFile().resolveSibling("repositories_1.parquet");
        Files.copy(rowFile(), other);
        assertThat(stack.commitlake("validate", "--all").ended(7).err())
                .contains("repositories_1.parquet", "has repository 1000, which another file has too");
        Files.delete(other);

        assertNamed(
                rowFile(),
                at -> Files.write(
                        at,
                        RepositoriesFile.write(List.of(
                                tables().read(0).orElseThrow().getFirst(),
                                tables().read(0).orElseThrow().getFirst()))));
    }

    @Test
    void aGarbledRepositoriesFileIsNamed() throws IOException {
        assertNamed(rowFile(), at -> Files.writeString(at, "garbage"));
        assertNamed(rowFile(), at -> Files.write(at, java.util.Arrays.copyOf(Files.readAllBytes(at), 200)));
    }

    @Test
    void aDroppedRowIsNamed() throws IOException {
        assertRewriteNamed(file("commits"), "table.slice(1)");
        assertRewriteNamed(file("file_states"), "table.slice(1)");
    }

    @Test
    void aDuplicateRowIsNamed() throws IOException {
        assertRewriteNamed(file("commits"), "pa.concat_tables([table.slice(0, 1), table])");
    }

    @Test
    void aWrongMonthIsNamed() throws IOException {
        assertRewriteNamed(
                file("commits"),
                "table.set_column(table.schema.get_field_index('commit_month'), table.schema.field('commit_month'),"
                        + " pa.array(['2024-02'] * len(table)))");
    }
}
