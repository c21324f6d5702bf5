package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first command that writes fixes a dataset's settings; later commands take them or are refused. */
class FixedSettingsTest {
    private static final List<String> COMMANDS = List.of(
            "discover --created-from 2008-01-01 --stars 0",
            "track sandbox/renames",
            "plan --snapshot 2021-01-01 --run r",
            "plan --snapshot 2021-01-01 --run another",
            "extract --snapshot 2021-01-01 --run r --shard 0",
            "merge --snapshot 2021-01-01 --run r",
            "validate --snapshot 2021-01-01 --run r",
            "validate --all",
            "run --snapshot 2021-01-01",
            "status");

    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void serve() {
        stack = new Stack(folder, Stack.shipped()).set("COMMITLAKE_SOURCE", "git");
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private Stack.Result with(String people, String command) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("COMMITLAKE_PEOPLE", people);
        return stack.commitlake(environment, command.split(" "));
    }

    /** Makes a dataset with this mode and a plan in the sandbox's S3. */
    private void planned(String people) {
        with(people, "track sandbox/small").ended(0);
        with(people, "plan --snapshot 2021-01-01 --run r").ended(0);
    }

    private Path record() {
        return stack.dataset().resolve("_commitlake/dataset.json");
    }

    @ParameterizedTest
    @CsvSource({"clear, git", "hashed, git", "hashed, api", "none, git"})
    void exportsKeepOfPeopleWhatTheirDatasetsModeSays(String mode, String source) throws IOException {
        stack.into(folder.resolve("lake")).set("COMMITLAKE_SOURCE", source);
        with(mode, "track sandbox/renames sandbox/small").ended(0);
        assertThat(Files.readString(record())).contains("\"people\" : \"" + mode + "\"", "\"format\" : 2");

        // The mode is now left out, and thus taken from the dataset.
        stack.commitlake("run", "--snapshot", "2020-01-01").ended(0);
        with(mode, "run").ended(0);

        stack.oracle("renames", 1000, "--format", "2", "--people", mode);
        stack.oracle("small", 1001, "--format", "2", "--people", mode);
        assertThat(Files.readString(stack.dataset().resolve("_commitlake/ledger/claims/1000/0.json")))
                .contains(", people " + mode + "\"");
    }

    @Test
    void anotherModeIsRefusedBeforeAnythingIsWritten() {
        planned("hashed");
        SortedMap<String, String> before = Stack.tree(stack.dataset());

        for (String command : COMMANDS) {
            assertThat(with("none", command).ended(3).err())
                    .as(command)
                    .contains(
                            "COMMITLAKE_PEOPLE",
                            "none",
                            "hashed",
                            stack.environment().get("COMMITLAKE_DATASET"))
                    .contains("unset COMMITLAKE_PEOPLE")
                    .hasLineCount(1);
        }
        assertThat(stack.commitlake("status", "--people", "clear").ended(3).err())
                .contains("clear", "hashed");

        assertThat(Stack.tree(stack.dataset())).isEqualTo(before);
    }

    @Test
    void aSettingOfALaterVersionIsRefusedBeforeAnythingIsWritten() throws IOException {
        planned("clear");
        String mine = Files.readString(record());
        for (String[] later : new String[][] {
            {"\"format\" : 2", "\"format\" : 3", "format \"3\""},
            {"\"off\"", "\"images\"", "contents \"images\""},
            {"\"dataset\"", "\"elsewhere\"", "ledger \"elsewhere\""},
            {"\"clear\"", "\"salted\"", "people \"salted\""},
            {"}", "", "can't be read"}
        }) {
            Files.writeString(record(), mine.replace(later[0], later[1]));
            SortedMap<String, String> before = Stack.tree(stack.dataset());

            for (String command : COMMANDS) {
                assertThat(stack.commitlake(command.split(" ")).ended(3).err())
                        .as(command)
                        .contains("_commitlake/dataset.json", later[2])
                        .hasLineCount(1);
            }
            assertThat(Stack.tree(stack.dataset())).isEqualTo(before);
        }
    }

    @Test
    void aDatasetOfFormat1IsRefusedByName() throws IOException {
        planned("clear");
        Files.delete(record());
        SortedMap<String, String> before = Stack.tree(stack.dataset());

        for (String command : COMMANDS) {
            assertThat(stack.commitlake(command.split(" ")).ended(3).err())
                    .as(command)
                    .contains("format 1", "never released", "empty location")
                    .hasLineCount(1);
        }
        assertThat(Stack.tree(stack.dataset())).isEqualTo(before);
    }

    @Test
    void theOriginalProgramsTablesTakeTheModeOfTheFirstCommandThatWrites() throws IOException {
        stack.into(folder.resolve("lake"));
        stack.track("small").ended(0);
        Workspace.remove(stack.dataset().resolve("_commitlake"));

        // A command that only reads fixes nothing.
        with("hashed", "status").ended(0);
        assertThat(record()).doesNotExist();

        with("none", "plan --snapshot 2021-01-01 --run r").ended(0);
        assertThat(Files.readString(record())).contains("none");
        assertThat(with("hashed", "status").ended(3).err()).contains("hashed", "none");
    }

    @Test
    void ofTwoFirstCommandsOnlyOneWritesAndItsRecordComesFirst() throws IOException {
        URI store = URI.create(Objects.requireNonNull(stack.environment().get("AWS_ENDPOINT_URL_S3")));
        String prefix = Objects.requireNonNull(stack.environment().get("COMMITLAKE_DATASET"))
                .substring("s3://".length());
        try (Relay relay = new Relay(store)) {
            Map<String, String> slow = new HashMap<>(stack.environment());
            slow.put("AWS_ENDPOINT_URL_S3", relay.address().toString());
            slow.put("COMMITLAKE_PEOPLE", "none");
            // The slow command has seen an empty location, and another one creates the dataset before its first put.
            relay.hold("PUT /" + prefix + "/", () -> {
                if (!Files.exists(record())) {
                    assertThat(Stack.tree(stack.dataset()).values()).hasSizeLessThanOrEqualTo(1);
                    with("hashed", "track sandbox/small").ended(0);
                }
            });

            assertThat(stack.commitlake(slow, "track", "sandbox/renames")
                            .ended(3)
                            .err())
                    .contains("COMMITLAKE_PEOPLE", "none", "hashed");
        }
        assertThat(Files.readString(record())).contains("hashed");
        assertThat(stack.dataset().resolve("_commitlake/tracked")).isDirectoryNotContaining("glob:**/1000");
        assertThat(stack.commitlake("status").ended(0).out()).contains("repositories: 1");
    }
}
