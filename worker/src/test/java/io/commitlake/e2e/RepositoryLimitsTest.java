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

/** One repository may cost so much; past that it is a named outcome, the others go on, and it waits for a higher limit. */
class RepositoryLimitsTest {
    @TempDir
    Path folder;

    private Repo repo;
    private House house;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo good = Repo.create(histories, "good");
        good.branch("main", good.commit("2024-01-01T00:00:00Z", "a", "1\n"));
        repo = Repo.create(histories, "heavy");
        repo.branch("main", repo.commit("2024-01-01T00:00:00Z", "root", "1\n"));
        house = new House(folder, histories).into(folder.resolve("dataset")).set("COMMITLAKE_SOURCE", "git");
        house.track("good", "heavy").ended(0);
    }

    @AfterEach
    void end() {
        house.close();
    }

    private void isPast(String outcome, String setting, String low, String high) {
        house.set(setting, low);
        House.Result first = house.commitlake("run").ended(0);
        assertThat(first.out()).contains("1 exported", "1 " + outcome);
        assertThat(house.commitlake("status").ended(0).out()).contains(outcome, "1001");
        house.sandbox().resetRequests();
        assertThat(house.commitlake("run").ended(0).out()).contains(outcome);
        assertThat(house.sandbox().requests().of(io.commitlake.sandbox.control.RequestKind.GIT))
                .isZero();
        house.commitlake("validate", "--all").ended(0);
        house.oracle("good", 1000);
        house.set(setting, high);
    }

    private void isExportedNow() {
        assertThat(house.commitlake("run").ended(0).out()).contains("1 exported");
        house.oracle("heavy", 1001);
        assertThat(house.commitlake("status").ended(0).out()).doesNotContain("too-");
    }

    @Test
    void tooMuchDisk() {
        String noise = HexFormat.of()
                .formatHex(new java.util.Random(7)
                        .ints(50_000)
                        .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::write, (a, b) -> {})
                        .toByteArray());
        repo.branch("main", repo.commit("2024-02-01T00:00:00Z", "noise", noise));

        isPast("too-large", "COMMITLAKE_MAX_REPOSITORY_DISK", "30KB", "30MB");
        isExportedNow();
    }

    @Test
    void tooMuchTime() {
        CountDownLatch answered = new CountDownLatch(1);
        try (Relay relay = new Relay(URI.create(house.environment().get("GITHUB_SERVER_URL")))) {
            house.set("GITHUB_SERVER_URL", relay.address().toString());
            relay.hold("POST /sandbox/heavy", () -> await(answered));

            isPast("too-slow", "COMMITLAKE_MAX_REPOSITORY_TIME", "PT8S", "PT1H");
            answered.countDown();
            isExportedNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ten folders that are the same, ten times deep: a few objects, ten thousand million paths. */
    @Test
    void aTreeLikeABomb() {
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

        isPast("too-large", "COMMITLAKE_MAX_REPOSITORY_MEMORY", "300MB", "310MB");
        assertThat(house.commitlake("run").ended(0).out()).contains("1 too-large");
    }
}
