package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Json;
import io.commitlake.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * An attacker who may write to the dataset puts the address of another server into a plan, a shard or a claim: the
 * worker sends that server nothing, or the attacker would have its tokens.
 */
class ForeignServerTest {
    private static final String PATH = "/sandbox/anvils";

    /** Ways in which an address leads to another server. */
    enum Address {
        /** Appended to {@code http://127.0.0.1:4567}, it makes {@code http://127.0.0.1:45678/…}. */
        LONGER_PORT {
            @Override
            String of(int port) {
                return port % 10 + PATH;
            }
        },
        USER {
            @Override
            String of(int port) {
                return "http://127.0.0.1:" + port / 10 + "@127.0.0.1:" + port + PATH;
            }
        },
        OTHER_SERVER {
            @Override
            String of(int port) {
                return "http://127.0.0.1:" + port + PATH;
            }
        };

        abstract String of(int port);
    }

    private OneRepository one;
    private Listener listener;
    private Path folder;
    private Map<String, String> environment;

    @BeforeEach
    void serve(@TempDir Path temporary) {
        folder = temporary;
        one = new OneRepository(folder);
        one.add("2022-01-01", "third");
        listener = new Listener();
        environment = new HashMap<>(one.stack.environment());
        environment.put("GITHUB_SERVER_URL", "http://127.0.0.1:" + listener.port() / 10);
        assertThat(listener.port()).isGreaterThan(9999);
    }

    @AfterEach
    void stop() {
        one.close();
        listener.close();
    }

    /** Runs a command in its own process; asserts that the other server gets no request, whatever the exit code. */
    private String worker(int code, String command, String... more) throws InterruptedException {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(
                new String[] {command, "--snapshot", OneRepository.SNAPSHOT, "--run", "r"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        try (WorkerProcess process = WorkerProcess.start(folder.resolve("log"), environment, arguments)) {
            return process.ended(code);
        } finally {
            assertNothingSent();
        }
    }

    private Path plan() {
        return one.stack.dataset().resolve("_commitlake/plans/r/plan.json");
    }

    private Path shard() throws IOException {
        String sha256 = Json.tree(Files.readAllBytes(plan()))
                .path("shards")
                .path(0)
                .path("sha256")
                .asString();
        return plan().resolveSibling("shards").resolve(sha256 + ".json");
    }

    private static byte[] withUrl(byte[] shard, String url) {
        ObjectNode tree = (ObjectNode) Json.tree(shard);
        ((ObjectNode) tree.path("assignments").path(0)).put("url", url);
        return Json.write(tree);
    }

    private void assertNothingSent() {
        assertThat(listener.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aForgedPlanAndShardSendNoTokenElsewhere(Address address) throws IOException, InterruptedException {
        one.plan("r");
        String url = address.of(listener.port());
        byte[] planted = withUrl(Files.readAllBytes(shard()), url);
        String before = shard().getFileName().toString().replace(".json", "");
        Files.write(shard().resolveSibling(Sha256.of(planted) + ".json"), planted);
        Files.writeString(plan(), Files.readString(plan()).replace(before, Sha256.of(planted)));

        String output = worker(address == Address.OTHER_SERVER ? 4 : 7, "extract", "--shard", "0");

        assertThat(output).contains(url);
        assertThat(one.filesOf(1)).isEmpty();
    }

    @Test
    void aShardWithAnotherHashThanInItsPlanIsRefused() throws IOException, InterruptedException {
        one.plan("r");
        Files.write(shard(), withUrl(Files.readAllBytes(shard()), Address.LONGER_PORT.of(listener.port())));

        String output = worker(3, "extract", "--shard", "0");

        assertThat(output).contains(shard().getFileName().toString(), "plan again");
    }

    @ParameterizedTest
    @EnumSource
    void aForgedClaimSendsNoTokenElsewhere(Address address) throws IOException, InterruptedException {
        one.killBeforeOutcome("killed", 1);
        String url = address.of(listener.port());
        Path claim = one.record("claims", 1);
        ObjectNode tree = (ObjectNode) Json.tree(Files.readAllBytes(claim));
        Files.write(claim, Json.write(tree.put("url", url)));
        // GitHub doesn't show the repository, so the claim's address is the only one.
        one.gitHubShows(Map.of("standing", "gone"));

        worker(0, "plan");
        String output = worker(4, "extract", "--shard", "0");

        assertThat(output).contains(url);
    }

    @Test
    void aClaimWithAFormerServersAddressSaysHowToGoOn() throws IOException {
        one.killBeforeOutcome("killed", 1);
        Path claim = one.record("claims", 1);
        Files.writeString(claim, Files.readString(claim).replace("https://github.com/", "https://former.example/"));
        one.plan("r");

        String errors = one.extract("r").ended(4).err();

        assertThat(errors)
                .contains(
                        "https://former.example/sandbox/anvils",
                        "GITHUB_SERVER_URL",
                        "set its export 1000-1 void, as docs/ledger.md says");
        one.settleAsVoid(1, Instant.now());
        one.export("after");
        assertThat(one.filesOf(1)).isEmpty();
        one.stack.oracle("anvils", 1000);
        one.stack.commitlake("validate", "--all").ended(0);
    }

    @Test
    void aClaimThatNamesAnotherExportIsRefusedAndTheOthersGoOn() throws IOException {
        Repo other = Repo.create(one.histories(), "sledges");
        other.branch("main", other.commit("2021-01-01T00:00:00Z", "other", "o\n"));
        one.stack.sandbox().refresh();
        one.stack.track("sledges").ended(0);
        Path open = one.stack.dataset().resolve("_commitlake/ledger/open");
        Files.createFile(Files.createDirectories(open).resolve("1000-1"));
        Files.write(
                one.record("claims", 1),
                new String(Files.readAllBytes(one.record("claims", 0)), StandardCharsets.UTF_8)
                        .replace("\"repository\" : 1000", "\"repository\" : 77")
                        .getBytes(StandardCharsets.UTF_8));

        one.step("plan", "r", "--shards", "1").ended(0);
        Stack.Result ended = one.stack
                .set("COMMITLAKE_WORKERS", "1")
                .commitlake("extract", "--snapshot", OneRepository.SNAPSHOT, "--run", "r", "--shard", "0")
                .ended(4);

        assertThat(ended.err()).contains("_commitlake/ledger/claims/1000/1.json", "77-0", "1000-1");
        assertThat(ended.out()).contains("1 exported", "1 failed");
        assertThat(List.of(one.stack.dataset().resolve("commits").toFile().list()))
                .doesNotContain("repository_id=77");
        assertThat(one.step("merge", "r").ended(0).out())
                .contains("merged: 1 repository", "unfinished exports: 1000-1");
    }
}
