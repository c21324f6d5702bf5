package io.commitlake.job.plan;

import io.commitlake.model.Assignment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Assignments dealt to shards so that all take about as long: the longest first, each to the least laden. */
final class Shards {
    /** What a repository costs beside its size: asking, starting, claiming, in kilobytes' worth. */
    private static final long EACH = 500;

    /**
     * An assignment and what it is expected to cost.
     *
     * @param kilobytes of the repository on GitHub's disk, all of which is fetched
     * @param commits that are expected of it
     * @param unfinished whether it has a claim to carry out, which goes first
     */
    record Costed(Assignment assignment, long kilobytes, long commits, boolean unfinished) {
        long cost() {
            return EACH + kilobytes;
        }
    }

    private static final class Load {
        private final int number;
        private final List<Costed> costed = new ArrayList<>();
        private long cost;

        Load(int number) {
            this.number = number;
        }
    }

    private Shards() {}

    /** At most so many, none of them empty but the one where there is nothing at all. */
    static List<List<Costed>> deal(List<Costed> all, int most) {
        int count = Math.clamp(all.size(), 1, most);
        PriorityQueue<Load> least = new PriorityQueue<>(
                Comparator.<Load>comparingLong(load -> load.cost).thenComparingInt(load -> load.number));
        List<Load> loads = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            loads.add(new Load(number));
        }
        least.addAll(loads);
        List<Costed> longestFirst = new ArrayList<>(all);
        longestFirst.sort(Comparator.comparingLong(Costed::cost)
                .reversed()
                .thenComparingLong(costed -> costed.assignment().repository()));
        for (Costed costed : longestFirst) {
            Load load = least.remove();
            load.costed.add(costed);
            load.cost += costed.cost();
            least.add(load);
        }
        // Stable: among the unfinished, and among the others, the longest stay first.
        loads.forEach(load -> load.costed.sort(Comparator.comparing(costed -> !costed.unfinished())));
        return loads.stream().map(load -> load.costed).toList();
    }
}
