package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import io.commitlake.model.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Each history has one new commit, which takes seven requests; an export may use a quarter of the requests left. */
class AutoSourceTest {
    private static final int WORKERS = 10;
    private static final String FRONTIER = "1".repeat(40);
    private static final String OTHER = "2".repeat(40);
    private static final MadeCommits.Made HEAD = MadeCommits.commit("one", FRONTIER);

    /**
     * A GitHub with a number of requests left.
     *
     * @param cost the number by which each call lowers the budget
     * @param beforeAnswer runs before {@link #requestsLeft} returns
     */
    private record Budget(AtomicLong requests, long cost, Runnable beforeAnswer) implements Pages {
        @Override
        public Page get(Remote remote, String path) {
            requests.addAndGet(-cost);
            return new Page(
                    Json.tree(Json.write(Map.of(
                            "ahead_by",
                            1,
                            "behind_by",
                            0,
                            "commits",
                            List.of(HEAD.shown()),
                            "merge_base_commit",
                            Map.of("sha", FRONTIER)))),
                    1);
        }

        @Override
        public OptionalLong requestsLeft() {
            long left = requests.get();
            beforeAnswer.run();
            return OptionalLong.of(left);
        }
    }

    /** Answers every fetch with an outcome that shows that Git was chosen. */
    private static final class StandInForGit implements HistorySource {
        @Override
        public String format() {
            return "1";
        }

        @Override
        public FetchOutcome fetch(
                Remote remote,
                String head,
                List<String> frontiers,
                Path folder,
                Deadline deadline,
                FetchProgress progress) {
            return new FetchOutcome.TooLarge("by git");
        }
    }

    private static FetchOutcome fetched(AutoSource source) {
        return source.fetch(
                MadeCommits.REMOTE,
                HEAD.sha(),
                List.of(FRONTIER),
                Path.of("none"),
                Deadline.after(Duration.ofMinutes(1)),
                FetchProgress.NONE);
    }

    /** Ten exports that see the same budget at the same moment don't each plan on all of it. */
    @Test
    void noTwoExportsPlanOnTheSameRequestsUntilOneEnds() throws Exception {
        HistoryApi api = new Budget(new AtomicLong(42), 0, () -> {});
        AtomicReference<Runnable> decided = new AtomicReference<>(meeting(new CyclicBarrier(WORKERS)));
        HistorySource git = new StandInForGit();
        AutoSource source = new AutoSource(
                api, git, repository -> false, false, reason -> decided.get().run());
        List<FetchOutcome> fetched = new ArrayList<>();
        Callable<FetchOutcome> worker = () -> fetched(source);
        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            for (Future<FetchOutcome> one : workers.invokeAll(Collections.nCopies(WORKERS, worker))) {
                fetched.add(one.get());
            }
        }

        // A quarter of 42 is ten, of 35 eight, of 28 seven, and of 21 less than seven.
        List<FetchOutcome.Here> byApi = fetched.stream()
                .filter(FetchOutcome.Here.class::isInstance)
                .map(FetchOutcome.Here.class::cast)
                .toList();
        assertThat(byApi).hasSize(3);
        assertThat(fetched).filteredOn(FetchOutcome.TooLarge.class::isInstance).hasSize(WORKERS - 3);

        decided.set(() -> {});
        assertThat(fetched(source)).isInstanceOf(FetchOutcome.TooLarge.class);
        byApi.getFirst().history().close();
        byApi.getFirst().history().close(); // closing again does nothing
        assertThat(fetched(source)).isInstanceOf(FetchOutcome.Here.class);
        assertThat(fetched(source)).isInstanceOf(FetchOutcome.TooLarge.class);
    }

    /** The first request leaves 36 of 37 and reserves seven of these; seven more requests use up the reservation. */
    @Test
    void eachRequestUsesUpItsReservation() {
        AtomicLong left = new AtomicLong(37);
        AutoSource source = auto(new Budget(left, 1, () -> {}));
        FetchOutcome.Here here = (FetchOutcome.Here) fetched(source);
        for (int i = 0; i < 7; i++) {
            assertThat(here.history().reaches(List.of(OTHER), FRONTIER)).isTrue();
        }

        assertThat(left).hasValue(29);
        assertThat(fetched(source)).isInstanceOf(FetchOutcome.Here.class);
    }

    /** Otherwise another export could reserve, spend and end while the first reads the budget, which would be stale. */
    @Test
    void theBudgetIsReadAndReservedInOneStep() throws Exception {
        AtomicLong left = new AtomicLong(28);
        AtomicReference<Runnable> onRead = new AtomicReference<>(() -> {});
        AtomicReference<FetchOutcome> others = new AtomicReference<>();
        AtomicInteger reads = new AtomicInteger();
        AutoSource source = auto(new Budget(left, 0, () -> onRead.get().run()));
        Thread other = new Thread(() -> {
            FetchOutcome fetched = fetched(source);
            others.set(fetched);
            if (fetched instanceof FetchOutcome.Here here) {
                left.addAndGet(-7);
                here.history().close();
            }
        });
        Thread first = Thread.currentThread();
        onRead.set(() -> {
            // The first read only decides whether to make the request for the estimate.
            if (Thread.currentThread() == first && reads.incrementAndGet() == 2) {
                other.start();
                while (other.getState() != Thread.State.BLOCKED && other.isAlive()) {
                    Thread.onSpinWait();
                }
            }
        });

        assertThat(fetched(source)).isInstanceOf(FetchOutcome.Here.class);
        assertThat(other.join(Duration.ofMinutes(1))).isTrue();
        assertThat(others.get()).isInstanceOf(FetchOutcome.TooLarge.class);
    }

    /** A quarter of 32 is eight: enough for a commit's seven requests, but not for two more for its file contents. */
    @Test
    void fileContentsCountAgainstTheBudget() {
        HistoryApi api = new Budget(new AtomicLong(32), 0, () -> {});
        AutoSource withContents = new AutoSource(api, new StandInForGit(), repository -> false, true, reason -> {});

        assertThat(fetched(auto(api))).isInstanceOf(FetchOutcome.Here.class);
        assertThat(fetched(withContents)).isInstanceOf(FetchOutcome.TooLarge.class);
    }

    private static AutoSource auto(HistoryApi api) {
        return new AutoSource(api, new StandInForGit(), repository -> false, false, reason -> {});
    }

    /** Waits until all exports have decided. */
    private static Runnable meeting(CyclicBarrier barrier) {
        return () -> {
            try {
                barrier.await(1, TimeUnit.MINUTES); // a bound in case one of them fails
            } catch (InterruptedException | BrokenBarrierException | TimeoutException broken) {
                throw new IllegalStateException(broken);
            }
        };
    }
}
