package io.commitlake.history.git.plumbing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.memory.GitMemory;
import io.commitlake.history.memory.MemoryBudget;
import io.commitlake.testing.LooseObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that limits hold for real Git processes, even if a check of the watchdog thread fails. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessWatchdogTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, IllegalStateException.class})
    void limitsStillHoldAfterAFailedCheck(Class<? extends Throwable> fault) throws Exception {
        FailsOnce waited = new FailsOnce(fault);
        try (GitProcess first = waiting(Deadline.after(LIMIT, waited))) {
            waited.hasFailed.await();
            try (GitProcess second = waiting(Deadline.after(LIMIT))) {
                assertTooSlow(second);
            }
            assertTooSlow(first);
        }
    }

    @Test
    void aRepositoryThatOutgrowsItsMemoryIsCrowdedWithNeighboursAndTooLargeAlone() {
        long budget = 200L << 20;
        GitMemory memory = new GitMemory(new MemoryBudget(budget), budget, 1);
        BareRepository bomb =
                BareRepository.create(Git.find(System.getenv("PATH")), folder, "bomb.git", ProcessLimits.NONE);
        String commit = bomb(bomb.folder());
        GitMemory.Share neighbours = memory.take(1, OptionalLong.of(0));
        try (GitProcess neighbour = waiting(new ProcessLimits(Deadline.after(Duration.ofDays(1)), neighbours))) {
            try (GitMemory.Share share = memory.take(2, OptionalLong.of(0))) {
                assertThat(outcome(bomb, commit, share)).isInstanceOf(FetchOutcome.Crowded.class);
            }
            assertThat(neighbour.isAlive()).isTrue();
        }
        neighbours.close();
        try (GitMemory.Share share = memory.take(2, OptionalLong.of(0))) {
            assertThat(outcome(bomb, commit, share)).isInstanceOf(FetchOutcome.TooLarge.class);
        }
    }

    /** The outcome of a diff of all files of a commit. */
    private static FetchOutcome outcome(BareRepository repository, String commit, GitMemory.Share share) {
        ProcessLimits limits = new ProcessLimits(Deadline.after(Duration.ofDays(1)), share);
        try (GitProcess diff = repository
                .git()
                .start(new Git.Command(
                        repository.folder(),
                        limits,
                        List.of("--git-dir=" + repository.folder(), "diff-tree", "-r", "--root", "-M", commit)))) {
            return assertThatExceptionOfType(FetchException.class)
                    .isThrownBy(diff::waitForExit)
                    .actual()
                    .outcome();
        }
    }

    /** A commit of ten thousand million paths: ten levels of folders with ten equal entries each. */
    private static String bomb(Path gitFolder) {
        String object = LooseObject.write(gitFolder, "blob", new byte[] {'x'});
        String mode = "100644";
        for (int depth = 0; depth < 10; depth++) {
            ByteArrayOutputStream tree = new ByteArrayOutputStream();
            for (int entry = 0; entry < 10; entry++) {
                tree.writeBytes((mode + " " + entry + "\0").getBytes(StandardCharsets.US_ASCII));
                tree.writeBytes(HexFormat.of().parseHex(object));
            }
            object = LooseObject.write(gitFolder, "tree", tree.toByteArray());
            mode = "40000";
        }
        return LooseObject.write(
                gitFolder,
                "commit",
                ("tree " + object + "\nauthor A <a@b> 1 +0000\ncommitter C <c@d> 1 +0000\n\nbomb\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertTooSlow(GitProcess process) {
        assertThatThrownBy(process::waitForExit)
                .isInstanceOfSatisfying(
                        FetchException.class,
                        late -> assertThat(late.outcome()).isInstanceOf(FetchOutcome.TooSlow.class));
    }

    /** Starts a Git process that waits for input, which it never gets. */
    private GitProcess waiting(Deadline deadline) {
        deadline.begin();
        return waiting(new ProcessLimits(deadline, ProcessLimits.NONE.memory()));
    }

    private GitProcess waiting(ProcessLimits limits) {
        BareRepository repository = BareRepository.create(
                Git.find(System.getenv("PATH")),
                folder,
                "waiting-" + System.identityHashCode(limits),
                ProcessLimits.NONE);
        return repository
                .git()
                .start(new Git.Command(
                                folder, limits, List.of("--git-dir=" + repository.folder(), "cat-file", "--batch"))
                        .withInputPipe());
    }

    /** The time that requests have waited; the watchdog's first call to it fails. */
    private static final class FailsOnce implements Supplier<Duration> {
        private final Class<? extends Throwable> fault;
        private final CountDownLatch hasFailed = new CountDownLatch(1);

        FailsOnce(Class<? extends Throwable> fault) {
            this.fault = fault;
        }

        @Override
        public Duration get() {
            if (hasFailed.getCount() > 0 && Thread.currentThread().getName().equals("git-watchdog")) {
                hasFailed.countDown();
                if (fault == OutOfMemoryError.class) {
                    throw new OutOfMemoryError("Java heap space");
                }
                throw new IllegalStateException("a bug");
            }
            return Duration.ZERO;
        }
    }
}
