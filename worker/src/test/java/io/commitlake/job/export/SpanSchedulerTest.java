package io.commitlake.job.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.history.NewCommits.Span;
import io.commitlake.model.commit.CommitMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds that each span is dealt out once, and to whom. */
class SpanSchedulerTest {
    private static final CommitMonth MONTH = CommitMonth.parse("2024-01");

    @Test
    void aSingleLaneGetsTheSpansInOrder() {
        SpanScheduler spans = new SpanScheduler(spans(5));

        assertThat(IntStream.range(0, 5).mapToObj(i -> spans.next())).isEqualTo(spans(5));
    }

    @Test
    void aSecondLaneTakesTheLaterHalfAndEachContinuesInItsOwn() {
        SpanScheduler spans = new SpanScheduler(spans(9));
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            List<Integer> mine = new ArrayList<>();
            List<Integer> others = new ArrayList<>();
            mine.add(spans.next().from());
            for (int i = 0; i < 3; i++) {
                others.add(nextOn(other, spans));
            }
            for (int i = 0; i < 4; i++) {
                mine.add(spans.next().from());
            }

            assertThat(others).containsExactly(5, 6, 7);
            assertThat(mine).containsExactly(0, 1, 2, 3, 4);
            assertThat(spans.next().from())
                    .as("the rest of the other lane's run")
                    .isEqualTo(8);
        }
    }

    private static int nextOn(ExecutorService other, SpanScheduler spans) {
        return CompletableFuture.supplyAsync(spans::next, other).join().from();
    }

    private static List<Span> spans(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Span(MONTH, i, i + 1))
                .toList();
    }
}
