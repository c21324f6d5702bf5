package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.testing.LooseObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both sources export the same bytes for changes that differ only in modes, types and binary contents. Each change has a
 * repository of its own: one commit with the file as it was, and one that changes it.
 */
class FileVersionParityTest {
    private static final String SUBMODULE = "160000 " + "5".repeat(40) + "\tfile\n";

    @TempDir
    Path folder;

    private Path histories;
    private final Map<String, String> blobs = new LinkedHashMap<>();
    private final Map<String, List<String>> changes = new LinkedHashMap<>();

    @BeforeEach
    void makeBlobs() throws IOException {
        histories = Files.createDirectory(folder.resolve("histories"));
        byte[] late = new byte[9000];
        Arrays.fill(late, (byte) 'a');
        late[8000] = 0;
        blob("text", "some\nlines\nof\ntext\n".getBytes(StandardCharsets.UTF_8));
        blob("edited", "some\nlines\nof\nedited\ntext\n".getBytes(StandardCharsets.UTF_8));
        blob("binary", "some\0binary\n".getBytes(StandardCharsets.UTF_8));
        blob("other", "other\0binary\n".getBytes(StandardCharsets.UTF_8));
        blob("utf16", "text\n".getBytes(StandardCharsets.UTF_16));
        blob("late", late);
        blob("latin", "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        blob("empty", new byte[0]);
    }

    private void blob(String name, byte[] contents) throws IOException {
        Files.write(folder.resolve(name), contents);
        blobs.put(
                name,
                Repo.git(folder, "hash-object", folder.resolve(name).toString()).strip());
    }

    private String line(String mode, String blob, String path) {
        return mode + " " + blobs.get(blob) + "\t" + path + "\n";
    }

    /** Adds a change of the files in lines of {@code git update-index --index-info}. */
    private void change(String name, String before, String after) {
        changes.put(name, List.of(before, after));
    }

    private void makeHistories() {
        changes.forEach((name, trees) -> {
            Repo repo = Repo.create(histories, name);
            blobs.keySet()
                    .forEach(blob -> Repo.git(
                            repo.gitDir(),
                            "hash-object",
                            "-w",
                            folder.resolve(blob).toString()));
            String base = line("100644", "text", "base");
            String first = repo.commitOf("2020-01-01T00:00:00Z", base + trees.get(0));
            repo.branch("main", repo.commitOf("2020-03-01T00:00:00Z", base + trees.get(1), first));
        });
    }

    /** Exports both commits one by one; returns the hashes of the files, by key. */
    private SortedMap<String, String> exported(Stack stack, String source) {
        stack.into(folder.resolve("by-" + source)).set("COMMITLAKE_SOURCE", source);
        stack.track(changes.keySet().toArray(String[]::new)).ended(0);
        stack.commitlake("run", "--snapshot", "2020-02-01").ended(0);
        stack.sandbox().resetRequests();
        stack.commitlake("run").ended(0);
        return stack.commitTables();
    }

    private Stack exportedAlike() {
        makeHistories();
        Stack stack = new Stack(folder, histories);
        SortedMap<String, String> byGit = exported(stack, "git");
        assertThat(byGit).hasSizeGreaterThan(4 * changes.size());
        assertThat(exported(stack, "api")).isEqualTo(byGit);
        return stack;
    }

    @Test
    void modesMovesAndBinariesAreExportedAlikeWithoutGit() {
        for (String kind : List.of("text", "binary", "utf16", "late", "latin", "empty")) {
            String file = line("100644", kind, "file");
            change("chmod-" + kind, file, line("100755", kind, "file"));
            change("move-" + kind, file, line("100644", kind, "moved"));
            change("both-" + kind, file, line("100755", kind, "moved"));
            if (!kind.equals("late")) {
                change("remove-" + kind, file, "");
            }
        }
        String link = line("120000", "text", "file");
        change("link", link, line("120000", "edited", "file"));
        change("move-link", link, line("120000", "text", "moved"));
        change("remove-link", link, "");
        change("submodule", SUBMODULE, SUBMODULE.replace('5', '6'));
        change("move-submodule", SUBMODULE, SUBMODULE.replace("file", "moved"));
        change("add-submodule", "", SUBMODULE);
        change("remove-submodule", SUBMODULE, "");
        change("add-empty", "", line("100755", "empty", "file"));
        change("edit-binary", line("100644", "binary", "file"), line("100644", "other", "file"));
        change("to-binary", line("100644", "text", "file"), line("100755", "binary", "file"));
        change("to-text", line("100644", "binary", "file"), line("100644", "text", "file"));
        change("edit-and-move", line("100644", "text", "file"), line("100755", "edited", "moved"));

        try (Stack stack = exportedAlike()) {
            assertThat(stack.sandbox().requests().of(RequestKind.GIT)).isZero();
            oracle(stack);
        }
    }

    /** Git alone can tell, so the API source asks Git. */
    @Test
    void changesOfTypeAndPatchesWithANulAreExportedAlike() {
        String file = line("100644", "text", "file");
        change("remove-late", line("100644", "late", "file"), "");
        change("to-link", file, line("120000", "text", "file"));
        change("from-link", line("120000", "text", "file"), line("100755", "edited", "file"));
        change("to-submodule", file, SUBMODULE);
        change("from-submodule", SUBMODULE, file);

        try (Stack stack = exportedAlike()) {
            oracle(stack);
        }
    }

    private void oracle(Stack stack) {
        List<String> sorted = changes.keySet().stream().sorted().toList();
        for (String name : sorted) {
            stack.oracleIfShared(name, 1000 + sorted.indexOf(name));
        }
    }

    /** Git shows the mode 100664 as 100644. */
    @Test
    void aModeThatGitNoLongerWritesIsExportedAlike() throws IOException {
        changes.put("group", List.of());
        Repo repo = Repo.create(histories, "group");
        String first = LooseObject.commit(repo.gitDir(), "one", "1577836800 +0000", List.of());
        Repo.git(repo.gitDir(), "hash-object", "-w", folder.resolve("text").toString());
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        tree.writeBytes("100664 file\0".getBytes(StandardCharsets.UTF_8));
        tree.writeBytes(HexFormat.of().parseHex(blobs.get("text")));
        String sha = LooseObject.write(repo.gitDir(), "tree", tree.toByteArray());
        repo.branch(
                "main",
                Repo.git(repo.gitDir(), "-c", "user.name=A", "-c", "user.email=a@b", "commit-tree", sha, "-p", first)
                        .strip());

        try (Stack stack = new Stack(folder, histories)) {
            assertThat(exported(stack, "api")).isEqualTo(exported(stack, "git"));
        }
    }
}
