package io.commitlake.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectImageResponse;
import io.commitlake.testing.Container;
import io.commitlake.testing.NeedsImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** The worker's image, run against a sandbox on the host. */
@NeedsImages
class WorkerImageTest {
    private static final String IMAGE = "commitlake/worker:latest";
    private static final String SNAPSHOT = "2026-01-01";
    private static final long LARGEST = 260_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Variables that make sense only on the host. */
    private static final Set<String> HOST_ONLY = Set.of("PATH", "COMMITLAKE_WORK_DIR");

    @TempDir
    Path folder;

    private static Map<String, String> settings(Stack stack) {
        return stack.environment().entrySet().stream()
                .filter(each -> !HOST_ONLY.contains(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Container.Output ended(int code, Map<String, String> settings, String... command) {
        try (Container container = Container.start(IMAGE, settings, command)) {
            int exit = container.exitCode();
            assertThat(exit).as(() -> container.output().toString()).isEqualTo(code);
            return container.output();
        }
    }

    @Test
    void theImageIsSmallHasNoShellAndIsNotRoot() {
        InspectImageResponse image =
                DockerClientFactory.lazyClient().inspectImageCmd(IMAGE).exec();
        System.out.printf("worker's image: %.0f MB%n", requireNonNull(image.getSize()) / 1e6);
        assertThat(requireNonNull(image.getSize())).isLessThanOrEqualTo(LARGEST);
        assertThat(image.getConfig()).isNotNull();
        assertThat(image.getConfig().getUser()).isEqualTo("10001:10001");
        assertThat(image.getConfig().getLabels())
                .containsKey("org.opencontainers.image.version")
                .containsEntry("org.opencontainers.image.licenses", "Apache-2.0");
        try (Container container = Container.start(IMAGE, Map.of(), "--version")) {
            Set<String> files = container.files();
            assertThat(files).contains("opt/commitlake/java/bin/java", "usr/bin/git");
            assertThat(files)
                    .as("licences of Commitlake, of its jars and of Debian's programs")
                    .contains(
                            "opt/commitlake/licenses/LICENSE",
                            "opt/commitlake/licenses/NOTICE",
                            "opt/commitlake/licenses/THIRD-PARTY.txt",
                            "opt/commitlake/licenses/DEBIAN.txt",
                            "usr/share/doc/git/copyright",
                            "usr/share/common-licenses/GPL-2");
            assertThat(files.stream().filter(file -> file.matches("(.*/)?(ba|da|z|k|a)?sh|(.*/)?busybox")))
                    .as("shells")
                    .isEmpty();
        }
    }

    @Test
    void theImagePassesExitCodesOn() {
        assertThat(ended(0, Map.of(), "--version").out())
                .matches("(?s)commitlake \\d+\\.\\d+\\.\\d+\nformat: rows 4 git 2\\..*");
        assertThat(ended(2, Map.of(), "no-such-command").err()).contains("no-such-command");
        assertThat(ended(3, Map.of(), "status").err()).contains("COMMITLAKE_DATASET");
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            ended(0, settings(stack), "track", "sandbox/small");
            assertThat(ended(3, settings(stack), "extract", "--run", "none", "--shard", "0", "--snapshot", SNAPSHOT)
                            .err())
                    .contains("plan");
        }
    }

    @Test
    void theImageStartsAndTheTestPrintsHowFast() {
        for (int round = 0; round < 5; round++) {
            try (Container container = Container.start(IMAGE, Map.of(), "--version")) {
                assertThat(container.exitCode()).isZero();
                String line = container.outputWithTimes().out();
                Instant output = Instant.parse(line.substring(0, line.indexOf(' ')));
                Instant started = Instant.parse(String.valueOf(container.state().getStartedAt()));
                System.out.printf(
                        "worker's image: its first line after %d ms%n",
                        Duration.between(started, output).toMillis());
            }
        }
    }

    @Test
    void theImageExportsOnAReadOnlyRootFileSystem() {
        try (Stack stack = new Stack(folder, Stack.shipped())) {
            ended(0, settings(stack), "track", "sandbox/small", "sandbox/renames");
            ended(0, settings(stack), "run", "--snapshot", SNAPSHOT);
            ended(0, settings(stack), "validate", "--all");
            SortedMap<String, String> byImage = stack.commitTables();
            assertThat(byImage).isNotEmpty();

            stack.removeDataset();
            stack.track("small", "renames").ended(0);
            stack.commitlake("run", "--snapshot", SNAPSHOT).ended(0);
            assertThat(stack.commitTables()).isEqualTo(byImage);
        }
    }

    @Test
    void anExportThatIsStoppedEndsSoonAndTheNextStartResumesIt() throws InterruptedException {
        Path histories = folder.resolve("histories");
        assertThat(histories.toFile().mkdir()).isTrue();
        MadeHistory.make(histories, "made", 7, 1_000, false);
        try (Stack stack = new Stack(folder, histories)) {
            stack.track("made").ended(0);
            // Export with the image's Git: versions of Git, such as 2.44, differ in the renames that they detect.
            ended(0, settings(stack), "run", "--snapshot", SNAPSHOT);
            SortedMap<String, String> undisturbed = stack.commitTables();
            stack.removeDataset();
            stack.track("made").ended(0);

            try (Container stopped = Container.start(IMAGE, settings(stack), "run", "--snapshot", SNAPSHOT)) {
                while (!stopped.output().err().contains("sandbox/made")
                        && Boolean.TRUE.equals(stopped.state().getRunning())) {
                    Thread.sleep(20);
                }
                Instant begun = Instant.now();
                stopped.stop(PATIENCE);
                Duration took = Duration.between(begun, Instant.now());
                System.out.printf("worker's image: stopped after %d ms%n", took.toMillis());
                assertThat(stopped.state().getExitCodeLong())
                        .as(() -> "137 is a SIGKILL, 0 an export that had ended: " + stopped.output())
                        .isNotIn(0L, 137L);
            }
            ended(0, settings(stack), "run", "--snapshot", SNAPSHOT);
            ended(0, settings(stack), "validate", "--all");
            assertThat(stack.commitTables()).isEqualTo(undisturbed);
        }
    }
}
