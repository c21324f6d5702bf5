package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.LooseObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository past a limit has a named outcome and waits for a higher limit; the others go on. */
class RepositoryLimitsTest {
    @TempDir
    Path folder;

    private Repo repo;
    private Stack stack;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo good = Repo.create(histories, "good");
        good.branch("main", good.commit("2024-01-01T00:00:00Z", "a", "1\n"));
        repo = Repo.create(histories, "heavy");
        repo.branch("main", repo.commit("2024-01-01T00:00:00Z", "root", "1\n"));
        stack = new Stack(folder, histories).into(folder.resolve("dataset")).set("COMMITLAKE_SOURCE", "git");
        stack.track("good", "heavy").ended(0);
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private void assertPastLimit(String outcome, String setting, String low, String high) {
        stack.set(setting, low);
        Stack.Result first = stack.commitlake("run").ended(0);
        assertThat(first.out()).contains("1 exported", "1 " + outcome);
        assertThat(stack.commitlake("status").ended(0).out()).contains(outcome, "1001");
        stack.sandbox().resetRequests();
        assertThat(stack.commitlake("run").ended(0).out()).contains(outcome);
        assertThat(stack.sandbox().requests().of(io.commitlake.sandbox.control.RequestKind.GIT))
                .isZero();
        stack.commitlake("validate", "--all").ended(0);
        stack.oracle("good", 1000);
        stack.set(setting, high);
    }

    private void assertExported() {
        assertThat(stack.commitlake("run").ended(0).out()).contains("1 exported");
        stack.oracle("heavy", 1001);
        assertThat(stack.commitlake("status").ended(0).out()).doesNotContain("too-");
    }

    @Test
    void aRepositoryThatNeedsTooMuchDiskIsTooLarge() {
        String noise = HexFormat.of()
                .formatHex(new java.util.Random(7)
                        .ints(50_000)
                        .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::write, (a, b) -> {})
                        .toByteArray());
        repo.branch("main", repo.commit("2024-02-01T00:00:00Z", "noise", noise));

        assertPastLimit("too-large", "COMMITLAKE_MAX_REPOSITORY_DISK", "30KB", "30MB");
        assertExported();
    }

    @Test
    void aRepositoryThatTakesTooMuchTimeIsTooSlow() {
        CountDownLatch answered = new CountDownLatch(1);
        try (Relay relay = new Relay(URI.create(stack.environment().get("GITHUB_SERVER_URL")))) {
            stack.set("GITHUB_SERVER_URL", relay.address().toString());
            relay.hold("POST /sandbox/heavy", () -> Relay.await(answered));

            assertPastLimit("too-slow", "COMMITLAKE_MAX_REPOSITORY_TIME", "PT8S", "PT1H");
            answered.countDown();
            assertExported();
        }
    }

    /** Ten equal folders, nested ten deep: a few objects, ten billion paths. */
    @Test
    void aTreeBombIsTooLarge() {
        String object = LooseObject.write(repo.gitDir(), "blob", new byte[] {'x'});
        String mode = "100644";
        for (int depth = 0; depth < 10; depth++) {
            ByteArrayOutputStream tree = new ByteArrayOutputStream();
            for (int entry = 0; entry < 10; entry++) {
                tree.writeBytes((mode + " " + entry + "\0").getBytes(StandardCharsets.US_ASCII));
                tree.writeBytes(HexFormat.of().parseHex(object));
            }
            object = LooseObject.write(repo.gitDir(), "tree", tree.toByteArray());
            mode = "40000";
        }
        repo.branch(
                "main",
                LooseObject.write(
                        repo.gitDir(),
                        "commit",
                        ("tree " + object + "\nauthor A <a@b> 1 +0000\ncommitter C <c@d> 1 +0000\n\nbomb\n")
                                .getBytes(StandardCharsets.US_ASCII)));

        assertPastLimit("too-large", "COMMITLAKE_MAX_REPOSITORY_MEMORY", "300MB", "310MB");
        assertThat(stack.commitlake("run").ended(0).out()).contains("1 too-large");
    }
}
