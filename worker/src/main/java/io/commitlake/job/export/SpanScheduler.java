package io.commitlake.job.export;

import io.commitlake.history.NewCommits.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deals out the spans of an export, each once: to a lane the span after the one that it had last, since what its reader
 * holds of the files serves again, and to one without such the later half of what another has most left of.
 */
final class SpanScheduler {
    private final List<Deque<Span>> runs = new ArrayList<>();
    private final Map<Thread, Deque<Span>> runOf = new HashMap<>();

    SpanScheduler(List<Span> spans) {
        runs.add(new ArrayDeque<>(spans));
    }

    /** The next span for the lane that asks; to be called as often as there are spans. */
    synchronized Span next() {
        return runOf.compute(Thread.currentThread(), (lane, run) -> run == null || run.isEmpty() ? begun() : run)
                .remove();
    }

    private Deque<Span> begun() {
        Deque<Span> longest =
                runs.stream().max(Comparator.comparingInt(Deque::size)).orElseThrow();
        if (!runOf.containsValue(longest)) {
            return longest;
        }
        Deque<Span> later = new ArrayDeque<>();
        for (int half = (longest.size() + 1) / 2; half > 0; half--) {
            later.addFirst(longest.removeLast());
        }
        runs.add(later);
        return later;
    }
}
