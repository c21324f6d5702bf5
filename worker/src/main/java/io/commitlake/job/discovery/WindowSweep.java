package io.commitlake.job.discovery;

import io.commitlake.github.RemoteRepository;
import io.commitlake.github.Search;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Covers a span of time with windows that hold no more than a search shows. A window that holds more is narrowed, down
 * to one second, and a second is split by stars; after a window with few results the next is wider. The windows that
 * are read adjoin each other and cover the span.
 */
public final class WindowSweep {
    /** The most results that GitHub shows of one search. */
    static final int MOST_SHOWN = 1000;

    /** Results on a page. */
    static final int PAGE = 100;

    /** With fewer results the next window is wider: that saves more requests than a too wide window costs. */
    private static final int FEW = 400;

    private static final int MOST_READINGS = 3;
    private static final int MOST_REQUESTS_PER_PAGE = 3;

    private final SearchPages searches;
    private final Consumer<SearchedWindow> leaves;

    /** Creates a sweep that passes on every unsplit window as soon as it is read, in the order of time. */
    public WindowSweep(SearchPages searches, Consumer<SearchedWindow> leaves) {
        this.searches = searches;
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
        Instant reached = from;
        Duration next = width;
        while (reached.isBefore(to)) {
            Instant end = next.compareTo(Duration.between(reached, to)) < 0 ? reached.plus(next) : to;
            SearchWindow window = new SearchWindow(reached, end, leastStars, OptionalLong.empty());
            Search.Page first = page(window, 1);
            if (first.total() > MOST_SHOWN && !window.isASecond()) {
                next = narrower(window.length(), first.total());
                continue;
            }
            read(window, first);
            reached = window.to();
            next = wider(window.length(), first.total());
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

    /** Reads a window, split by stars if it holds too many repositories. */
    private void read(SearchWindow window, Search.Page firstPage) {
        Deque<SearchWindow> left = new ArrayDeque<>();
        left.push(window);
        Search.Page known = firstPage;
        while (!left.isEmpty()) {
            SearchWindow each = left.pop();
            Search.Page first = each.equals(window) ? known : page(each, 1);
            if (first.total() <= MOST_SHOWN) {
                leaves.accept(leaf(each, first));
                continue;
            }
            List<SearchWindow> halves = each.splitByStars(each.mostStars().orElse(first.mostStars()));
            if (halves.size() == 1) {
                leaves.accept(leaf(each, first));
            } else {
                halves.reversed().forEach(left::push);
            }
        }
    }

    private SearchedWindow leaf(SearchWindow window, Search.Page firstPage) {
        Map<Long, RemoteRepository> found = new LinkedHashMap<>();
        Search.Page first = firstPage;
        for (int reading = 1; ; reading++) {
            Reading now = reading(window, first);
            now.found().forEach(repository -> found.put(repository.id(), repository));
            boolean all = now.found().size() == now.total() || found.size() == now.total();
            if ((all && !now.incomplete() && now.total() <= MOST_SHOWN) || reading == MOST_READINGS) {
                return new SearchedWindow(
                        window, now.total(), new ArrayList<>(found.values()), fault(now, all, found.size()));
            }
            first = page(window, 1);
        }
    }

    private static String fault(Reading reading, boolean all, int found) {
        if (reading.total() > MOST_SHOWN) {
            return "GitHub has " + reading.total() + " created in one second with the same number of stars, and shows "
                    + MOST_SHOWN;
        }
        if (reading.incomplete()) {
            return "GitHub's search timed out each time and reports incomplete results";
        }
        return all ? "" : "GitHub counts " + reading.total() + ", and shows " + found;
    }

    /**
     * The results of reading all pages of a window once.
     *
     * @param found the repositories, each once
     */
    private record Reading(long total, boolean incomplete, List<RemoteRepository> found) {}

    private Reading reading(SearchWindow window, Search.Page first) {
        Map<Long, RemoteRepository> found = new LinkedHashMap<>();
        Search.Page page = first;
        boolean incomplete = false;
        for (int number = 1; ; number++) {
            page.found().forEach(repository -> found.put(repository.id(), repository));
            incomplete |= page.incomplete();
            long read = (long) number * PAGE;
            // Another page may follow a full one, even if the total says otherwise.
            boolean more = read < page.total() || (page.found().size() == PAGE && found.size() < page.total());
            if (!more || read >= MOST_SHOWN) {
                return new Reading(page.total(), incomplete, new ArrayList<>(found.values()));
            }
            page = page(window, number + 1);
        }
    }

    /** Fetches a page, and asks again for an incomplete one. */
    private Search.Page page(SearchWindow window, int number) {
        Search.Page page = searches.page(window.query(), number);
        for (int asked = 1; page.incomplete() && asked < MOST_REQUESTS_PER_PAGE; asked++) {
            page = searches.page(window.query(), number);
        }
        return page;
    }
}
