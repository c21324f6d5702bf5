package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.LooseObject;
import io.commitlake.testing.Python;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees with a name twice, as old servers accepted them, and names that decode alike. */
class DoubledNamesTest {
    @TempDir
    Path folder;

    private Repo repo = new Repo(Path.of(""));

    @ParameterizedTest
    @ValueSource(strings = {"git", "api"})
    void aTreeWithANameTwiceIsExportedAsGitShowsItAndIsValid(String source) throws IOException {
        repo = Repo.create(Files.createDirectory(folder.resolve("histories")), "doubled");
        String inner = tree("100644 x", blob("1\n"), "100644 x", blob("2\n"));
        String tip = commit(tree("100644 a", blob("1\n"), "100644 a", blob("2\n")), List.of());
        tip = commit(tree("100644 a", blob("1\n"), "100644 a", blob("3\n")), List.of(tip));
        tip = commit(tree("100644 a", blob("")), List.of(tip));
        tip = commit(tree("100644 a", blob("4\n"), "100644 a", blob("4\n"), "100644 b", blob("5\n")), List.of(tip));
        tip = commit(tree("100644 b", blob("5\n"), "40000 d", inner, "40000 d", inner), List.of(tip));
        tip = commit(
                tree("100644 c", blob("5\n"), "100644 \u00fe", blob("6\n"), "100644 \u00ff", blob("6\n")),
                List.of(tip));
        repo.branch("main", tip);
        try (Stack stack = new Stack(folder, folder.resolve("histories")).set("COMMITLAKE_SOURCE", source)) {
            stack.track("doubled").ended(0);
            stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);

            stack.oracle("doubled", 1000);
            stack.commitlake("validate", "--all").ended(0);
        }
    }

    @Test
    void validateFindsADuplicateRowBesideDuplicateNames() throws IOException {
        repo = Repo.create(Files.createDirectory(folder.resolve("histories")), "doubled");
        repo.branch(
                "main",
                commit(tree("100644 a", blob("1\n"), "100644 a", blob("2\n"), "100644 b", blob("3\n")), List.of()));
        try (Stack stack = new Stack(folder, folder.resolve("histories")).into(folder.resolve("dataset"))) {
            stack.track("doubled").ended(0);
            stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
            Python.run(
                    "-c",
                    """
                    import sys
                    import pyarrow as pa, pyarrow.parquet as pq
                    table = pq.read_table(sys.argv[1], partitioning=None)
                    pq.write_table(pa.concat_tables([table, table.slice(table.num_rows - 1)]), sys.argv[1])
                    """,
                    stack.commitTables().keySet().stream()
                            .filter(key -> key.startsWith("file_changes"))
                            .map(key -> stack.dataset().resolve(key).toString())
                            .findFirst()
                            .orElseThrow());

            Stack.Result result = stack.commitlake("validate", "--all").ended(7);
            assertThat(result.out() + result.err()).contains("b appears twice");
        }
    }

    @Test
    void linesAreCountedForEachOfTwoFilesWithOneName() throws IOException {
        repo = Repo.create(Files.createDirectory(folder.resolve("histories")), "doubled");
        String root = commit(tree("100644 a", blob("1\n"), "100644 a", blob("3\n")), List.of());
        String tip = commit(tree("100644 a", blob("3\n")), List.of(root));
        repo.branch("main", tip);
        try (Stack stack = new Stack(folder, folder.resolve("histories")).into(folder.resolve("dataset"))) {
            stack.track("doubled").ended(0);
            stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);

            assertThat(Python.run("-c", """
                    import sys
                    import pyarrow.dataset as ds
                    table = ds.dataset(f"{sys.argv[1]}/file_changes", partitioning=None).to_table()
                    for row in table.to_pylist():
                        if row["commit_sha"] == sys.argv[2]:
                            print(row["lines_added"], row["lines_deleted"], row["file_path"], sep="\\t")
                    """, stack.dataset().toString(), tip))
                    .isEqualTo(Repo.git(repo.gitDir(), "diff-tree", "-r", "--no-commit-id", "--numstat", root, tip));
            stack.commitlake("validate", "--all").ended(0);
        }
    }

    private String blob(String content) {
        return LooseObject.write(repo.gitDir(), "blob", content.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes a tree of entries: a mode and a name, followed by the object's SHA. */
    private String tree(String... entries) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int at = 0; at < entries.length; at += 2) {
            body.writeBytes((entries[at] + "\0").getBytes(StandardCharsets.ISO_8859_1));
            body.writeBytes(HexFormat.of().parseHex(entries[at + 1]));
        }
        return LooseObject.write(repo.gitDir(), "tree", body.toByteArray());
    }

    private String commit(String tree, List<String> parents) {
        String lines = parents.isEmpty() ? "" : "parent " + parents.getFirst() + "\n";
        return LooseObject.write(
                repo.gitDir(),
                "commit",
                ("tree " + tree + "\n" + lines + "author A <a@example.com> 1577836800 +0000\n"
                                + "committer C <c@example.com> 1577836800 +0000\n\nmessage\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
