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

/** Holds that limits hold on real gits, whatever befalls the thread that watches them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessWatchdogTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, IllegalStateException.class})
    void aLookThatFailsEndsNoLimits(Class<? extends Throwable> fault) throws Exception {
        FailsOnce waited = new FailsOnce(fault);
        try (GitProcess first = waiting(Deadline.after(LIMIT, waited))) {
            waited.hasFailed.await();
            try (GitProcess second = waiting(Deadline.after(LIMIT))) {
                isTooSlow(second);
            }
            isTooSlow(first);
        }
    }

    @Test
    void aGitThatTakesMoreThanItsNeighboursLeaveIsTriedAgainAloneAndThenTooLarge() {
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

    /** What becomes of a diff of all files of a commit. */
    private static FetchOutcome outcome(BareRepository repository, String commit, GitMemory.Share share) {
        ProcessLimits bounds = new ProcessLimits(Deadline.after(Duration.ofDays(1)), share);
        try (GitProcess diff = repository
                .git()
                .start(new Git.Command(
                        repository.folder(),
                        bounds,
                        List.of("--git-dir=" + repository.folder(), "diff-tree", "-r", "--root", "-M", commit)))) {
            return assertThatExceptionOfType(FetchException.class)
                    .isThrownBy(diff::exit)
                    .actual()
                    .outcome();
        }
    }

    /** A commit of ten thousand million paths: ten folders that are the same, ten times deep. */
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

    private static void isTooSlow(GitProcess process) {
        assertThatThrownBy(process::exit)
                .isInstanceOfSatisfying(
                        FetchException.class,
                        late -> assertThat(late.outcome()).isInstanceOf(FetchOutcome.TooSlow.class));
    }

    /** It waits for questions that nobody asks. */
    private GitProcess waiting(Deadline deadline) {
        deadline.begin();
        return waiting(new ProcessLimits(deadline, ProcessLimits.NONE.memory()));
    }

    private GitProcess waiting(ProcessLimits bounds) {
        BareRepository repository = BareRepository.create(
                Git.find(System.getenv("PATH")), folder, "of-" + System.identityHashCode(bounds), ProcessLimits.NONE);
        return repository
                .git()
                .start(new Git.Command(
                                folder, bounds, List.of("--git-dir=" + repository.folder(), "cat-file", "--batch"))
                        .asked());
    }

    /** How long a repository's requests have waited, of a pool that can't say so to the thread that watches, once. */
    private static final class FailsOnce implements Supplier<Duration> {
        private final Class<? extends Throwable> fault;
        private final CountDownLatch hasFailed = new CountDownLatch(1);

        FailsOnce(Class<? extends Throwable> fault) {
            this.fault = fault;
        }

        @Override
        public Duration get() {
            if (hasFailed.getCount() > 0 && Thread.currentThread().getName().equals("git-overseer")) {
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
