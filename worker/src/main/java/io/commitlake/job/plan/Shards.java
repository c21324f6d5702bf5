package io.commitlake.job.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Deals assignments to shards of about equal cost: the most expensive first, each to the shard with the least so far.
 */
final class Shards {
    /**
     * An assignment with its expected cost.
     *
     * @param kilobytes the repository's size on GitHub's disk, all of which may be fetched
     * @param commits the expected number of commits
     * @param unfinished whether the repository has an unfinished claim, which goes first
     * @param place the assignment's place in the local file
     */
    record Costed(long repository, long kilobytes, long commits, boolean unfinished, AssignmentFile.Place place) {
        long cost() {
            return ExpectedCost.of(kilobytes);
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

    /** Deals to at most {@code most} shards. None is empty, except the only shard of a run with nothing to do. */
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
        longestFirst.sort(Comparator.comparingLong(Costed::cost).reversed().thenComparingLong(Costed::repository));
        for (Costed costed : longestFirst) {
            Load load = least.remove();
            load.costed.add(costed);
            load.cost += costed.cost();
            least.add(load);
        }
        // The sort is stable: among the unfinished, and among the others, the most expensive stay first.
        loads.forEach(load -> load.costed.sort(Comparator.comparing(costed -> !costed.unfinished())));
        return loads.stream().map(load -> load.costed).toList();
    }
}
