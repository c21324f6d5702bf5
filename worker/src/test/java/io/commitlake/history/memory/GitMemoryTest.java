package io.commitlake.history.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.FetchOutcome;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks which repositories get memory in a container of the default size, with its real numbers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GitMemoryTest {
    private static final long MB = 1L << 20;
    private static final int LANES = 2;
    private static final MemoryBudget BUDGET = MemoryBudget.of(2048 * MB, 922 * MB);
    private static final long ALL = BUDGET.gitBytes();
    private static final OptionalLong SMALL = OptionalLong.of(400);
    private static final OptionalLong BIG = OptionalLong.of(4_000_000);

    private final GitMemory memory = new GitMemory(BUDGET, ALL, LANES);

    @Test
    void gitGetsTheMemoryThatJavaLeavesOfTheContainer() {
        assertThat(ALL).isBetween(750 * MB, 850 * MB);
        assertThat(BUDGET.lanes(64)).as("lanes whose Git processes fit").isEqualTo(3);
        assertThat(MemoryBudget.of(64_000 * MB, 16_000 * MB).lanes(8)).isEqualTo(8);
        assertThat(MemoryBudget.of(256 * MB, 154 * MB))
                .as("the least, though the container is too small for it")
                .isEqualTo(new MemoryBudget(64 * MB));
    }

    @Test
    void smallRepositoriesShareTheMemoryAndALargeOneGetsItAlone() {
        GitMemory.Share first = memory.take(1, SMALL);
        for (int repository = 2; repository <= 10; repository++) {
            memory.take(repository, SMALL).close();
        }
        GitMemory.Share second = memory.take(2, SMALL);
        CompletableFuture<GitMemory.Share> big = waiting(3, BIG);
        CompletableFuture<GitMemory.Share> behind = waiting(4, SMALL);

        first.close();
        assertThat(big).isNotDone();
        assertThat(behind).as("it asked after the large one").isNotDone();
        second.close();
        assertThat(big.join().covers(ALL)).isTrue();
        assertThat(behind).isNotDone();
        big.join().close();
        behind.join().close();
    }

    @Test
    void aShareGrowsWhileMemoryIsFree() {
        GitMemory.Share first = memory.take(1, SMALL);
        GitMemory.Share second = memory.take(2, SMALL);

        assertThat(first.covers(ALL / 2)).isTrue();
        assertThat(second.covers(ALL / 2 + 1)).isFalse();
        first.close();
        assertThat(second.covers(ALL)).isTrue();
        assertThat(second.covers(ALL + 1)).isFalse();
    }

    @Test
    void aRepositoryIsTooLargeOnlyIfItOutgrowsAllOfTheMemory() {
        GitMemory.Share neighbour = memory.take(1, SMALL);
        GitMemory.Share crowded = memory.take(2, SMALL);
        assertThat(crowded.covers(ALL)).isFalse();
        assertThat(crowded.outgrown("its git fetch")).isInstanceOf(FetchOutcome.Crowded.class);
        crowded.close();

        CompletableFuture<GitMemory.Share> again = waiting(2, SMALL);
        assertThat(again).isNotDone();
        neighbour.close();
        GitMemory.Share alone = again.join();
        assertThat(alone.covers(ALL)).isTrue();
        assertThat(alone.covers(ALL + 1)).isFalse();
        assertThat(alone.outgrown("its git fetch"))
                .isInstanceOfSatisfying(
                        FetchOutcome.TooLarge.class,
                        large -> assertThat(large.message())
                                .contains("its git fetch", Long.toString(ALL), "COMMITLAKE_MAX_REPOSITORY_MEMORY"));
    }

    @Test
    void aRepositoryIsNotTooLargeIfTheOthersEndBeforeItIsStopped() {
        GitMemory.Share neighbour = memory.take(1, SMALL);
        GitMemory.Share crowded = memory.take(2, SMALL);
        assertThat(crowded.covers(ALL)).isFalse();
        neighbour.close();

        assertThat(crowded.outgrown("its git fetch")).isInstanceOf(FetchOutcome.Crowded.class);
    }

    @Test
    void aRepositoryExceedsTheBudgetOnlyAloneAndItsLimitNever() {
        GitMemory low = new GitMemory(BUDGET, 100 * MB, LANES);
        low.take(1, SMALL);
        GitMemory.Share large = low.take(2, SMALL);
        assertThat(large.covers(100 * MB)).isTrue();
        assertThat(large.covers(100 * MB + 1)).isFalse();
        assertThat(large.outgrown("its git fetch")).isInstanceOf(FetchOutcome.TooLarge.class);

        GitMemory high = new GitMemory(BUDGET, 4 * ALL, LANES);
        GitMemory.Share first = high.take(1, SMALL);
        GitMemory.Share second = high.take(2, SMALL);
        assertThat(second.covers(2 * ALL)).isFalse();
        first.close();
        assertThat(second.covers(4 * ALL)).isTrue();
    }

    @Test
    void aKilledRepositoryIsTooLargeOnlyIfItWasAloneAndNearItsLimit() {
        GitMemory.Share neighbour = memory.take(1, SMALL);
        GitMemory.Share killed = memory.take(2, SMALL);
        assertThat(killed.died("its git fetch")).containsInstanceOf(FetchOutcome.Crowded.class);
        killed.close();
        neighbour.close();

        GitMemory.Share alone = memory.take(2, SMALL);
        assertThat(alone.covers(10 * MB)).isTrue();
        assertThat(alone.died("its git fetch"))
                .as("killed far below the limit, so not for its memory")
                .isEmpty();
        assertThat(alone.covers(ALL - MB)).isTrue();
        assertThat(alone.died("its git fetch")).containsInstanceOf(FetchOutcome.TooLarge.class);
    }

    /** Takes a share in another thread, which is in the queue before this method returns. */
    private CompletableFuture<GitMemory.Share> waiting(long repository, OptionalLong kilobytes) {
        CompletableFuture<GitMemory.Share> share = new CompletableFuture<>();
        Thread taker = Thread.ofPlatform().daemon().start(() -> share.complete(memory.take(repository, kilobytes)));
        while (taker.getState() != Thread.State.WAITING && !share.isDone()) {
            Thread.onSpinWait();
        }
        return share;
    }
}
