package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Another worker completes the same claim with other bytes meanwhile: one of the two has a bug. */
class OtherFilesTest {
    private static final String OTHER_HASH = "0123456789abcdef".repeat(4);
    private static final String[] EXTRACT = {"extract", "--snapshot", "2026-01-01", "--run", "r", "--shard", "0"};

    private Stack stack;
    private Path outcome;
    private String complete;

    @BeforeEach
    void exportOnce(@TempDir Path folder) throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo repo = Repo.create(histories, "anvils");
        repo.branch("main", repo.commit("2020-01-01T00:00:00Z", "root", "1\n"));
        stack = new Stack(folder, histories).set("COMMITLAKE_SOURCE", "git");
        stack.track("anvils").ended(0);
        stack.commitlake("plan", "--snapshot", "2026-01-01", "--run", "r").ended(0);
        stack.commitlake(EXTRACT).ended(0);
        outcome = stack.dataset().resolve("_commitlake/ledger/outcomes/1000/0.json");
        complete = Files.readString(outcome);
        Files.delete(outcome);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    /** Writes the complete outcome with another hash for one file. */
    private void settleWithOtherHash() {
        ObjectNode tree = (ObjectNode) Json.tree(complete.getBytes(StandardCharsets.UTF_8));
        ((ObjectNode) tree.withArray("files").get(0)).put("sha256", OTHER_HASH);
        put(Json.write(tree));
    }

    private void put(byte[] content) {
        try {
            Files.createDirectories(outcome.getParent());
            Files.write(outcome, content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Relay relay(String setting) {
        Relay relay = new Relay(URI.create(stack.environment().get(setting)));
        stack.set(setting, relay.address().toString());
        return relay;
    }

    private void assertReportsABug() {
        Stack.Result ended = stack.commitlake(EXTRACT).ended(1);
        assertThat(ended.err()).contains("bug", "1000-0", "file_states_1000-0.parquet", OTHER_HASH);
        assertThat(ended.out()).contains("1 failed").doesNotContain("1 exported");
    }

    @Test
    void aDifferentOutcomeBeforeThePutsIsABugAndNoFileIsOverwritten() {
        SortedMap<String, Object> before = stack.written();
        try (Relay relay = relay("GITHUB_SERVER_URL")) {
            relay.hold("POST /sandbox/anvils/git-upload-pack", this::settleWithOtherHash);

            assertReportsABug();
        }
        SortedMap<String, Object> after = stack.written();
        after.keySet().removeIf(key -> key.startsWith("_commitlake/"));
        assertThat(before).containsAllEntriesOf(after);
    }

    @Test
    void aDifferentOutcomeDuringThePutsIsABug() {
        try (Relay relay = relay("AWS_ENDPOINT_URL_S3")) {
            relay.hold("PUT /" + bucketAndPrefix() + "/_commitlake/ledger/outcomes/", this::settleWithOtherHash);

            assertReportsABug();
        }
    }

    @Test
    void theSameOutcomeOfAnotherWorkerIsSuccess() {
        try (Relay relay = relay("AWS_ENDPOINT_URL_S3")) {
            relay.hold(
                    "PUT /" + bucketAndPrefix() + "/_commitlake/ledger/outcomes/",
                    () -> put(complete.getBytes(StandardCharsets.UTF_8)));

            assertThat(stack.commitlake(EXTRACT).ended(0).out()).contains("1 exported");
        }
    }

    private String bucketAndPrefix() {
        return Objects.requireNonNull(stack.environment().get("COMMITLAKE_DATASET"))
                .substring("s3://".length());
    }
}
