package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.Workspace;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset of the original program, written by pandas: no added columns or tables, four columns of repositories. */
class TakeOverTest {
    /** Drops the columns that the original lacks; clears the last commit of the repositories whose IDs are given. */
    private static final String ORIGINAL = """
            import pathlib, sys
            import pandas, pyarrow.parquet
            dataset = pathlib.Path(sys.argv[1])
            for file in dataset.glob("*/repository_id=*/commit_month=*/*.parquet"):
                # The file alone: pandas would read the folders' names as columns too.
                frame = pyarrow.parquet.ParquetFile(file).read().to_pandas()
                columns = {"commits": 10, "file_changes": 11, "file_states": 8}[file.relative_to(dataset).parts[0]]
                frame.iloc[:, :columns].to_parquet(file, index=False)
            table = dataset / "repositories" / "repositories_0.parquet"
            frame = pandas.read_parquet(table)[["id", "created_at", "last_commit_sha", "last_commit_at"]]
            frame.loc[frame["id"].isin([int(id) for id in sys.argv[2:]]), ["last_commit_sha", "last_commit_at"]] = None
            frame.to_parquet(table, index=False)
            print(list(pyarrow.parquet.ParquetFile(table).schema_arrow.names))
            """;

    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void serve() {
        stack = new Stack(folder, Stack.shipped());
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** Turns the dataset into one of the original program that has never exported these repositories. */
    private void makeOriginal(String... neverExported) {
        String[] arguments = new String[3 + neverExported.length];
        arguments[0] = "-c";
        arguments[1] = ORIGINAL;
        arguments[2] = stack.dataset().toString();
        System.arraycopy(neverExported, 0, arguments, 3, neverExported.length);
        assertThat(Python.run(arguments).strip())
                .isEqualTo("['id', 'created_at', 'last_commit_sha', 'last_commit_at']");
        for (String added : new String[] {"_commitlake", "data_files", "repository_states"}) {
            Workspace.remove(stack.dataset().resolve(added));
        }
    }

    private void exportAndValidate(String snapshot, String run) {
        String[] which = {"--snapshot", snapshot, "--run", run};
        stack.commitlake("plan", which[0], which[1], which[2], which[3], "--shards", "2")
                .ended(0);
        for (String shard : new String[] {"0", "1"}) {
            stack.commitlake("extract", which[0], which[1], which[2], which[3], "--shard", shard)
                    .ended(0);
        }
        stack.commitlake("merge", which[0], which[1], which[2], which[3]).ended(0);
        stack.commitlake("validate", which[0], which[1], which[2], which[3]).ended(0);
    }

    @Test
    void originalFilesStayNumbersGoOnAndTheLastCommitIsTheFrontier(@TempDir Path aside) throws IOException {
        stack.track("renames").ended(0);
        stack.commitlake("run", "--snapshot", "2017-01-01").ended(0);
        stack.commitlake("run", "--snapshot", "2019-01-01").ended(0);
        stack.track("small").ended(0);
        copy(stack.dataset(), aside);
        makeOriginal("1001");
        SortedMap<String, String> originalFiles = stack.commitTables();
        assertThat(originalFiles).hasSizeGreaterThan(30);
        assertThat(stack.commitlake("status").ended(0).out()).contains("2, 1 of them exported");

        exportAndValidate("2023-01-01", "first");

        SortedMap<String, String> all = stack.commitTables();
        assertThat(all).containsAllEntriesOf(originalFiles);
        Set<String> newFiles = new HashSet<>(all.keySet());
        newFiles.removeAll(originalFiles.keySet());
        assertThat(newFiles)
                .isNotEmpty()
                .allMatch(key -> key.contains("repository_id=1000/")
                        ? key.endsWith("_1000-2.parquet")
                        : key.endsWith("-0.parquet"))
                .anyMatch(key -> key.contains("repository_id=1001/"));
        stack.commitlake("validate", "--all").ended(0);

        stack.commitlake("run").ended(0);
        assertThat(stack.commitTables().keySet()).anyMatch(key -> key.endsWith("_1000-3.parquet"));
        assertThat(stack.commitTables()).containsAllEntriesOf(all);
        stack.commitlake("validate", "--all").ended(0);
        assertThat(stack.track("renames", "small").ended(0).out()).contains("0 added, 2 already tracked");

        // The oracle checks the added columns too, so put back the files that have them.
        for (String key : originalFiles.keySet()) {
            Files.copy(aside.resolve(key), stack.dataset().resolve(key), StandardCopyOption.REPLACE_EXISTING);
        }
        stack.oracle("renames", 1000);
        stack.oracle("small", 1001);
    }

    @Test
    void aRepositoryWithoutFilesIsExportedFromTheStartWhateverItsRowSays() {
        stack.track("renames", "small").ended(0);
        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        Map<String, String> undisturbed = stack.commitTables();
        makeOriginal("1001");
        for (String table : new String[] {"commits", "file_changes", "file_states"}) {
            Workspace.remove(stack.dataset().resolve(table));
        }

        exportAndValidate("2026-01-01", "again");

        assertThat(stack.commitTables()).isEqualTo(undisturbed);
        stack.commitlake("validate", "--all").ended(0);
        assertThat(stack.commitlake("run", "--snapshot", "2026-01-01").ended(0).out())
                .contains("nothing to do");
        stack.oracle("renames", 1000, "--snapshot", "2026-01-01");
        stack.oracle("small", 1001, "--snapshot", "2026-01-01");
    }

    @Test
    void aKillBeforeTheMergeDuplicatesNothing() throws IOException {
        stack.into(folder.resolve("dataset")).track("small").ended(0);
        stack.commitlake("run", "--snapshot", "2022-01-01").ended(0);
        stack.commitlake("run", "--snapshot", "2023-01-01").ended(0);
        makeOriginal();
        // This run is killed between its last put and its outcome, and is never merged.
        stack.commitlake("plan", "--snapshot", "2024-01-01", "--run", "killed").ended(0);
        stack.commitlake("extract", "--snapshot", "2024-01-01", "--run", "killed", "--shard", "0")
                .ended(0);
        Map<String, String> undisturbed = stack.commitTables();
        Files.delete(stack.dataset().resolve("_commitlake/ledger/outcomes/1001/2.json"));

        stack.commitlake("plan", "--snapshot", "2024-01-01", "--run", "next").ended(0);
        stack.commitlake("extract", "--snapshot", "2024-01-01", "--run", "next", "--shard", "0")
                .ended(0);
        // No merge has set the row yet when the third run is planned.
        stack.commitlake("plan", "--snapshot", "2025-01-01", "--run", "third").ended(0);
        stack.commitlake("validate", "--all").ended(0);
        assertThat(stack.commitTables()).isEqualTo(undisturbed);
        stack.commitlake("extract", "--snapshot", "2025-01-01", "--run", "third", "--shard", "0")
                .ended(0);
        stack.commitlake("merge", "--snapshot", "2025-01-01", "--run", "third").ended(0);

        stack.commitlake("validate", "--all").ended(0);
        assertThat(stack.commitTables().keySet())
                .anyMatch(key -> key.endsWith("_1001-3.parquet"))
                .noneMatch(key -> key.endsWith("_1001-4.parquet"));
    }

    @Test
    void aKillInTheFirstExportOfARepositoryWithoutFilesLosesNothing() throws IOException {
        stack.into(folder.resolve("dataset")).track("small").ended(0);
        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        Map<String, String> undisturbed = stack.commitTables();
        makeOriginal();
        for (String table : new String[] {"commits", "file_changes", "file_states"}) {
            Workspace.remove(stack.dataset().resolve(table));
        }
        stack.commitlake("plan", "--snapshot", "2026-01-01", "--run", "killed").ended(0);
        stack.commitlake("extract", "--snapshot", "2026-01-01", "--run", "killed", "--shard", "0")
                .ended(0);
        Files.delete(stack.dataset().resolve("_commitlake/ledger/outcomes/1001/0.json"));

        for (String step : new String[] {"plan", "extract", "merge", "validate"}) {
            String[] shard = step.equals("extract") ? new String[] {"--shard", "0"} : new String[0];
            stack.commitlake(Stream.concat(
                                    Stream.of(step, "--snapshot", "2026-01-01", "--run", "next"), Stream.of(shard))
                            .toArray(String[]::new))
                    .ended(0);
        }

        assertThat(stack.commitTables()).isEqualTo(undisturbed);
        assertThat(stack.dataset().resolve("_commitlake/ledger/outcomes/1001/0.json"))
                .exists();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}
