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
 * Deals out the spans of an export, each once. A lane gets the span after its last one, because its reader can reuse
 * the file versions that it holds. A lane without a run of spans takes over the later half of the longest remaining
 * run.
 */
final class SpanScheduler {
    private final List<Deque<Span>> runs = new ArrayList<>();
    private final Map<Thread, Deque<Span>> runOf = new HashMap<>();

    SpanScheduler(List<Span> spans) {
        runs.add(new ArrayDeque<>(spans));
    }

    /** The next span for the calling lane. The lanes together call this exactly once for each span. */
    synchronized Span next() {
        return runOf.compute(Thread.currentThread(), (lane, run) -> run == null || run.isEmpty() ? newRun() : run)
                .remove();
    }

    private Deque<Span> newRun() {
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
