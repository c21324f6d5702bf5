package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.RequestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the file contents that a dataset keeps with those that Git has. */
class FileContentsTest extends ContentsExports {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    git | all
                    api | .java,.md,max=4KB,text
                    """)
    void eachExportKeepsTheBlobsThatTheFilterNames(String source, String contents) {
        stack.set("COMMITLAKE_SOURCE", source);
        exportTwice("lake", contents);

        assertThat(compare("renames", 1000, contents)).startsWith("2 exports, ").doesNotContain(" 0 ");
        assertThat(compare("small", 1001, contents)).contains(" exports, ");
        assertThat(stack.commitlake("validate", "--all").ended(0).out()).contains("no faults");
        SortedMap<String, String> bytes = stack.commitTables();

        stack.removeDataset();
        stack.set("COMMITLAKE_SOURCE", source.equals("git") ? "api" : "git");
        exportTwice("lake", contents);
        assertThat(stack.commitTables()).isEqualTo(bytes);
    }

    @Test
    void theRowsOfAStoresDatasetNameItsBucket() {
        stack.set("COMMITLAKE_CONTENTS", "all");
        stack.track("small").ended(0);
        export(LATE);

        assertThat(stack.environment().get("COMMITLAKE_DATASET")).startsWith("s3://");
        assertThat(compare("small", 1001, "all")).startsWith("1 exports, ");
        assertThat(stack.commitlake("validate", "--all").ended(0).out()).contains("no faults");
    }

    @Test
    void contentsAreOffUnlessTheyAreSet() throws IOException {
        exportTwice("unset", "");
        SortedMap<String, String> unset = stack.commitTables();
        String record = Files.readString(stack.dataset().resolve("_commitlake/dataset.json"));
        exportTwice("none", "none");

        assertThat(stack.commitTables()).isNotEmpty().isEqualTo(unset);
        assertThat(Files.readString(stack.dataset().resolve("_commitlake/dataset.json")))
                .isEqualTo(record)
                .contains("\"contents\" : \"off\"")
                .doesNotContain("contents_address");
        assertThat(stack.dataset().resolve("file_contents")).doesNotExist();
        exportTwice("all", "all");
        SortedMap<String, String> all = stack.commitTables();
        unset.keySet().removeIf(key -> key.startsWith("file_states/"));
        assertThat(all).containsAllEntriesOf(unset);
    }

    @Test
    void theFirstCommandThatWritesFixesTheContents() throws IOException {
        stack.into(folder.resolve("lake")).set("COMMITLAKE_CONTENTS", "text, .rst,.py");
        stack.track("small").ended(0);
        stack.set("COMMITLAKE_CONTENTS", "");
        export(LATE);
        assertThat(compare("small", 1001, ".py,.rst,text")).startsWith("1 exports, ");

        SortedMap<String, String> before = Stack.tree(stack.dataset());
        stack.set("COMMITLAKE_CONTENTS", "all");
        for (String command : List.of("track sandbox/renames", "run", "status", "validate --all")) {
            assertThat(stack.commitlake(command.split(" ")).ended(3).err())
                    .contains("COMMITLAKE_CONTENTS", " all,", ".py,.rst,text", "unset COMMITLAKE_CONTENTS")
                    .hasLineCount(1);
        }
        stack.set("COMMITLAKE_CONTENTS", "py");
        assertThat(stack.commitlake("status").ended(3).err())
                .contains("COMMITLAKE_CONTENTS", "\"py\"", "write .py")
                .hasLineCount(1);
        assertThat(Stack.tree(stack.dataset())).isEqualTo(before);
        stack.set("COMMITLAKE_CONTENTS", "");
        stack.commitlake("status", "--contents", ".rst,.py,text").ended(0);
        assertThat(Files.readString(stack.dataset().resolve("_commitlake/dataset.json")))
                .contains("\"contents\" : \".py,.rst,text\"", "\"contents_address\" : \"file://");
    }

    /** GitHub shows texts many at a time, and a binary file in an answer of its own; nothing is left to Git. */
    @Test
    void theApiSuppliesContentsByItself() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo repo = Repo.create(histories, "anvils");
        String head = repo.commit("2020-01-01T00:00:00Z", "a.py", "shared\n");
        for (String file : List.of("a.txt", "b/c.bin", "empty.py", "other.txt")) {
            String content = switch (file) {
                case "a.txt" -> "shared\n";
                case "b/c.bin" -> "x\0y";
                case "empty.py" -> "";
                default -> "other\n";
            };
            head = repo.commit("2020-01-02T00:00:00Z", file, content, head);
        }
        repo.branch("main", head);
        try (Stack api = new Stack(Files.createDirectory(folder.resolve("api")), histories)) {
            api.into(folder.resolve("lake")).set("COMMITLAKE_SOURCE", "api").set("COMMITLAKE_CONTENTS", ".py,.bin");
            api.track("anvils").ended(0);
            api.commitlake("run", "--snapshot", LATE).ended(0);

            assertThat(api.sandbox().requests().of(RequestKind.GIT)).isZero();
            // The blob of a.py is the one of a.txt too, so that names the file, though no filter keeps it.
            assertThat(compare(api, repo.gitDir(), 1000, ".py,.bin"))
                    .isEqualTo("1 exports, 3 rows, 4 file states with an address");
            assertThat(api.commitlake("validate", "--all").ended(0).out()).contains("no faults");
        }
    }
}
