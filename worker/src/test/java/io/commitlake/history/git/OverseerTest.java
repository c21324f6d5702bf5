package io.commitlake.history.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.history.Deadline;
import io.commitlake.history.Fetched;
import io.commitlake.history.NotFetched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds that limits hold on real gits, whatever befalls the thread that watches them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OverseerTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, IllegalStateException.class})
    void aLookThatFailsEndsNoLimits(Class<? extends Throwable> fault) throws Exception {
        FailsOnce waited = new FailsOnce(fault);
        try (GitProcess first = waiting(Deadline.after(LIMIT, waited))) {
            while (!waited.hasFailed) {
                Thread.onSpinWait();
            }
            try (GitProcess second = waiting(Deadline.after(LIMIT))) {
                isTooSlow(second);
            }
            isTooSlow(first);
        }
    }

    private static void isTooSlow(GitProcess process) {
        assertThatThrownBy(process::exit)
                .isInstanceOfSatisfying(
                        NotFetched.class, late -> assertThat(late.outcome()).isInstanceOf(Fetched.TooSlow.class));
    }

    /** It waits for questions that nobody asks. */
    private GitProcess waiting(Deadline deadline) {
        Bounds bounds = new Bounds(deadline, Bounds.NONE.memoryBytes());
        BareRepository repository = BareRepository.create(
                Git.find(System.getenv("PATH")), folder, "of-" + System.identityHashCode(deadline), Bounds.NONE);
        deadline.begin();
        return repository
                .git()
                .start(new Git.Command(
                                folder, bounds, List.of("--git-dir=" + repository.folder(), "cat-file", "--batch"))
                        .asked());
    }

    /** How long a repository's requests have waited, of a pool that can't say so to the thread that watches, once. */
    private static final class FailsOnce implements Supplier<Duration> {
        private final Class<? extends Throwable> fault;
        private volatile boolean hasFailed;

        FailsOnce(Class<? extends Throwable> fault) {
            this.fault = fault;
        }

        @Override
        public Duration get() {
            if (!hasFailed && Thread.currentThread().getName().equals("git-overseer")) {
                hasFailed = true;
                if (fault == OutOfMemoryError.class) {
                    throw new OutOfMemoryError("Java heap space");
                }
                throw new IllegalStateException("a bug");
            }
            return Duration.ZERO;
        }
    }
}
