package io.commitlake.job.discovery;

import io.commitlake.github.Search;
import io.commitlake.job.work.Parallel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Covers a span of time with windows that hold no more than a search shows. A window that holds more is narrowed, down
 * to one second, and a second is split by stars; after a window with few results the next is wider. The windows that
 * are read adjoin each other and cover the span.
 *
 * <p>The first page of a window tells how wide the next one is, so first pages are read one after another. The other
 * pages of several windows are read at the same time.
 */
public final class WindowSweep {
    /** The most results that GitHub shows of one search. */
    static final int MOST_SHOWN = 1000;

    /** Results on a page. */
    static final int PAGE = 100;

    /** With fewer results the next window is wider: that saves more requests than a too wide window costs. */
    private static final int FEW = 400;

    /** Enough for the searches that twenty tokens allow, at a second each; bounds the results in memory. */
    private static final int WINDOWS_AT_ONCE = 8;

    private final WindowReader reader;
    private final Consumer<SearchedWindow> leaves;

    /**
     * Creates a sweep that passes on every unsplit window once it is read, in the order of time.
     *
     * @param searches called by several threads at once
     * @param leaves called by the thread that sweeps
     */
    public WindowSweep(SearchPages searches, Consumer<SearchedWindow> leaves) {
        this.reader = new WindowReader(searches);
        this.leaves = leaves;
    }

    /**
     * Sweeps over a span of creation times.
     *
     * @param from inclusive
     * @param to exclusive
     * @param width width of the first window
     */
    public void over(Instant from, Instant to, Duration width, long leastStars) {
        try (ExecutorService readers = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("window-", 0).factory())) {
            try {
                sweep(readers, from, to, width, leastStars);
            } catch (RuntimeException | Error failed) {
                readers.shutdownNow(); // the other windows may wait for a token
                throw failed;
            }
        }
    }

    private void sweep(ExecutorService readers, Instant from, Instant to, Duration width, long leastStars) {
        Queue<Future<List<SearchedWindow>>> reading = new ArrayDeque<>();
        try {
            Instant reached = from;
            Duration next = width;
            while (reached.isBefore(to)) {
                Instant end = next.compareTo(Duration.between(reached, to)) < 0 ? reached.plus(next) : to;
                SearchWindow window = new SearchWindow(reached, end, leastStars, OptionalLong.empty());
                Search.Page first = reader.page(window, 1);
                if (first.total() > MOST_SHOWN && !window.isASecond()) {
                    next = narrower(window.length(), first.total());
                    continue;
                }
                reading.add(readers.submit(() -> reader.read(window, first)));
                passOn(reading, WINDOWS_AT_ONCE);
                reached = window.to();
                next = wider(window.length(), first.total());
            }
        } finally {
            passOn(reading, 0); // even if the next window fails
        }
    }

    /** Passes on the windows that have been read, and waits until no more than the given number are left. */
    private void passOn(Queue<Future<List<SearchedWindow>>> reading, int atMost) {
        while (reading.size() > atMost
                || (!reading.isEmpty() && reading.element().isDone())) {
            Parallel.all(List.of(reading.remove())).getFirst().forEach(leaves);
        }
    }

    /** Halves the width as often as it would take if the results were spread evenly. */
    private static Duration narrower(Duration width, long total) {
        long seconds = width.toSeconds();
        for (long left = total; left > MOST_SHOWN && seconds > 1; left = Math.ceilDiv(left, 2)) {
            seconds = Math.ceilDiv(seconds, 2);
        }
        return Duration.ofSeconds(Math.min(seconds, width.toSeconds() - 1));
    }

    private static Duration wider(Duration width, long total) {
        return total < FEW / 4 ? width.multipliedBy(4) : total < FEW ? width.multipliedBy(2) : width;
    }
}
