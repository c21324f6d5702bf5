package io.commitlake.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShardsTest {
    private static Shards.Costed costed(long id, long kilobytes, boolean unfinished) {
        return new Shards.Costed(id, kilobytes, kilobytes / 5, unfinished, new AssignmentFile.Place(0, 0));
    }

    private static List<List<Long>> ids(List<List<Shards.Costed>> shards) {
        return shards.stream()
                .map(shard -> shard.stream().map(Shards.Costed::repository).toList())
                .toList();
    }

    @Test
    void theMostExpensiveAreDealtFirstEachToTheCheapestShard() {
        List<Shards.Costed> all = List.of(
                costed(1, 1_000, false), costed(2, 9_000, false), costed(3, 4_000, false), costed(4, 4_000, false));

        assertThat(ids(Shards.deal(all, 2))).containsExactly(List.of(2L), List.of(3L, 4L, 1L));
    }

    @Test
    void onlyARunWithNothingToDoHasAnEmptyShard() {
        assertThat(Shards.deal(List.of(costed(1, 0, false), costed(2, 0, false)), 8))
                .hasSize(2);
        assertThat(Shards.deal(List.of(), 8)).containsExactly(List.of());
    }

    @Test
    void unfinishedClaimsGoFirst() {
        List<Shards.Costed> all = List.of(costed(1, 9_000, false), costed(2, 10, true), costed(3, 100, true));

        assertThat(ids(Shards.deal(all, 1))).containsExactly(List.of(3L, 2L, 1L));
    }

    @Test
    void everyRepositoryIsDealtOnceAndTheShardsCostAboutTheSame() {
        List<Shards.Costed> all = LongStream.rangeClosed(1, 500)
                .mapToObj(id -> costed(id, id * id % 7_919, id % 9 == 0))
                .toList();

        List<List<Shards.Costed>> shards = Shards.deal(all, 7);

        assertThat(ids(shards).stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
        List<Long> loads = shards.stream()
                .map(shard -> shard.stream().mapToLong(Shards.Costed::cost).sum())
                .toList();
        assertThat(IntStream.range(0, 7).mapToLong(loads::get).max().getAsLong()
                        - IntStream.range(0, 7).mapToLong(loads::get).min().getAsLong())
                .isLessThan(8_500);
    }
}
