package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command names a mistyped dataset location and creates no dataset there. */
class NoDatasetTest {
    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo good = Repo.create(histories, "good");
        good.branch("main", good.commit("2020-01-01T00:00:00Z", "a", "1\n"));
        stack = new Stack(folder, histories);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private Stack.Result at(String dataset, String command) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("COMMITLAKE_DATASET", dataset);
        return stack.commitlake(environment, command.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "validate --all",
                "validate --snapshot 2021-01-01 --run r",
                "plan --snapshot 2021-01-01 --run r",
                "extract --snapshot 2021-01-01 --run r --shard 0",
                "merge --snapshot 2021-01-01 --run r",
                "run"
            })
    void aCommandNamesALocationWithoutADatasetAndWritesNothingThere(String command) throws IOException {
        Path notes = Files.createDirectory(folder.resolve("notes"));
        Files.writeString(notes.resolve("todo.txt"), "none");
        Path file = Files.writeString(folder.resolve("file"), "a file");
        stack.track("good").ended(0);
        String bucket = stack.environment().get("COMMITLAKE_DATASET");

        for (String mistyped : new String[] {
            "file:" + folder.resolve("absent"),
            "file:" + notes,
            "file:" + file,
            "file:" + file.resolve("below"),
            bucket + "/mistyped"
        }) {
            SortedMap<String, String> before = Stack.tree(folder.resolve("s3"));
            SortedMap<String, String> notesBefore = Stack.tree(notes);

            assertThat(at(mistyped, command).ended(3).err())
                    .contains("no dataset at " + mistyped, "--dataset", "commitlake track owner/name")
                    .hasLineCount(1);

            assertThat(Stack.tree(folder.resolve("s3"))).isEqualTo(before);
            assertThat(Stack.tree(notes)).isEqualTo(notesBefore);
            assertThat(folder.resolve("absent")).doesNotExist();
        }
    }

    @Test
    void statusAndValidateAllChangeNoFileOfADataset() throws IOException {
        Path lake = folder.resolve("lake");
        stack.into(lake);
        stack.track("good").ended(0);
        stack.commitlake("run", "--snapshot", "2021-01-01").ended(0);
        Files.setLastModifiedTime(
                Files.createFile(lake.resolve(".commitlake-tmp/left.tmp")),
                java.nio.file.attribute.FileTime.fromMillis(0));
        SortedMap<String, String> before = Stack.tree(lake);

        assertThat(stack.commitlake("status").ended(0).out()).contains("repositories: 1");
        stack.commitlake("validate", "--all").ended(0);

        assertThat(Stack.tree(lake)).isEqualTo(before);
    }

    @Test
    void theOriginalProgramsTablesAreADatasetAndStatusWritesNothing() throws IOException {
        Path lake = folder.resolve("lake");
        stack.into(lake);
        stack.track("good").ended(0);
        Workspace.remove(lake.resolve("_commitlake"));
        SortedMap<String, String> before = Stack.tree(lake);

        assertThat(stack.commitlake("status").ended(0).out()).contains("repositories: 1");
        stack.commitlake("validate", "--all").ended(0);
        assertThat(Stack.tree(lake)).isEqualTo(before);

        assertThat(stack.commitlake("run", "--snapshot", "2021-01-01").ended(0).out())
                .contains("1 exported");
    }

    @Test
    void trackCreatesADatasetAndItsFolder() {
        String fresh = "file:" + folder.resolve("deep/lake");

        at(fresh, "track sandbox/good").ended(0);

        assertThat(at(fresh, "status").ended(0).out()).contains("repositories: 1");
    }
}
