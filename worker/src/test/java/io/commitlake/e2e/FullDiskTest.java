package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A working disk fills up at any point: in the fetch, after it, or while rows are written. */
class FullDiskTest {
    @TempDir
    Path folder;

    private Path disk = Path.of("");
    private Stack stack;

    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo good = Repo.create(histories, "good");
        good.branch("main", good.commit("2024-01-01T00:00:00Z", "a", "1\n"));
        Files.copy(Stack.shipped().resolve("renames.bundle"), histories.resolve("renames.bundle"));
        disk = Files.createDirectory(folder.resolve("disk"));
        stack = new Stack(folder, histories);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        stack.close();
        new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }

    /** Mounts the disk with this size in kilobytes, or resizes it. */
    private void resize(long kilobytes, boolean mounted) throws IOException, InterruptedException {
        String options = (mounted ? "remount," : "") + "size=" + kilobytes + "k";
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assumptions.assumeTrue(mount.waitFor() == 0, "skipped: no small disk can be mounted here: " + output.strip());
    }

    @Test
    void aFullDiskIsNamedHarmsNothingAndARetryWithRoomCompletes(@TempDir Path undisturbed)
            throws IOException, InterruptedException {
        resize(1 << 16, false);
        stack.into(undisturbed).track("good", "renames").ended(0);
        stack.commitlake("run", "--snapshot", "2020-01-01").ended(0);
        stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
        Map<String, String> expected = stack.commitTables();

        stack.into(folder.resolve("dataset")).track("good", "renames").ended(0);
        stack.commitlake("run", "--snapshot", "2020-01-01").ended(0);
        Map<String, String> before = stack.commitTables();
        stack.set("COMMITLAKE_WORK_DIR", disk.toString());
        List<String> failures = new ArrayList<>();
        boolean othersWentOn = false;
        for (long kilobytes = 4; kilobytes < 1 << 16; kilobytes += kilobytes < 512 ? kilobytes : 256) {
            resize(kilobytes, true);
            Stack.Result run = stack.commitlake("run", "--snapshot", "2026-01-01", "--workers", "1");
            if (run.code() == 0) {
                break;
            }
            assertThat(run.code()).as("%d KB: %s", kilobytes, run.err()).isIn(3, 4);
            assertThat(run.err()).as("%d KB", kilobytes).contains("COMMITLAKE_WORK_DIR", disk.toString());
            failures.add(run.err());
            othersWentOn |= run.code() == 4 && run.out().contains("1 exported, 1 failed");
            assertThat(stack.commitTables())
                    .containsAllEntriesOf(before)
                    .allSatisfy((key, sha256) -> assertThat(expected).containsEntry(key, sha256));
        }

        assertThat(othersWentOn).isTrue();
        assertThat(failures)
                .anyMatch(words -> words.contains("objects/pack"))
                .anyMatch(words -> words.contains("can't write") && words.contains(".parquet"));
        assertThat(stack.commitTables()).isEqualTo(expected);
        stack.commitlake("validate", "--all").ended(0);
        try (var left = Files.list(disk)) {
            assertThat(left.toList()).isEmpty();
        }
    }
}
