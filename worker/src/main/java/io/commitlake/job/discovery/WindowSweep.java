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
 * Goes over a span of time in windows that hold no more than a search shows. One that holds more is made narrower, down
 * to a second, which is then split by stars; after one that holds few the next is wider. So the windows that are read
 * lie side by side and cover the span.
 */
public final class WindowSweep {
    /** Results that a search shows, and those of a page. */
    static final int MOST_SHOWN = 1000;

    static final int PAGE = 100;

    /** Below it the next window is wider: what is saved is more than what a window that is too wide costs. */
    private static final int FEW = 400;

    private static final int READINGS = 3;
    private static final int ASKED = 3;

    private final SearchPages searches;
    private final Consumer<SearchedWindow> leaves;

    /** A sweep that hands on every leaf, in the order of time, as soon as it is read. */
    public WindowSweep(SearchPages searches, Consumer<SearchedWindow> leaves) {
        this.searches = searches;
        this.leaves = leaves;
    }

    /**
     * Sweeps.
     *
     * @param to the second after the last one
     * @param width of the first window
     */
    public void over(Instant from, Instant to, Duration width, long leastStars) {
        Instant reached = from;
        Duration next = width;
        while (reached.isBefore(to)) {
            Instant end = reached.plus(next);
            SearchWindow window =
                    new SearchWindow(reached, end.isAfter(to) ? to : end, leastStars, OptionalLong.empty());
            Search.Page first = page(window, 1);
            if (first.total() > MOST_SHOWN && !window.isASecond()) {
                next = narrower(window.length(), first.total());
                continue;
            }
            read(window, first);
            reached = window.to();
            next = window.to().equals(end) ? wider(window.length(), first.total()) : next;
        }
    }

    /** Halved as often as it takes if the results lay evenly. */
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

    /** Reads a window, split by stars where it holds too many. */
    private void read(SearchWindow window, Search.Page itsFirst) {
        Deque<SearchWindow> left = new ArrayDeque<>();
        left.push(window);
        Search.Page known = itsFirst;
        while (!left.isEmpty()) {
            SearchWindow each = left.pop();
            Search.Page first = each.equals(window) ? known : page(each, 1);
            if (first.total() <= MOST_SHOWN) {
                leaves.accept(leaf(each, first));
                continue;
            }
            List<SearchWindow> halves = each.byStars(each.mostStars().orElse(first.mostStars()));
            if (halves.size() == 1) {
                leaves.accept(leaf(each, first));
            } else {
                halves.reversed().forEach(left::push);
            }
        }
    }

    private SearchedWindow leaf(SearchWindow window, Search.Page itsFirst) {
        Map<Long, RemoteRepository> found = new LinkedHashMap<>();
        Search.Page first = itsFirst;
        for (int reading = 1; ; reading++) {
            Reading now = reading(window, first);
            now.found().forEach(repository -> found.put(repository.id(), repository));
            boolean all = now.found().size() == now.total() || found.size() == now.total();
            if ((all && !now.incomplete() && now.total() <= MOST_SHOWN) || reading == READINGS) {
                return new SearchedWindow(
                        window, now.total(), new ArrayList<>(found.values()), fault(now, all, found.size()));
            }
            first = page(window, 1);
        }
    }

    private static String fault(Reading reading, boolean all, int found) {
        if (reading.total() > MOST_SHOWN) {
            return "GitHub has " + reading.total() + " of one second and as many stars, and shows " + MOST_SHOWN;
        }
        if (reading.incomplete()) {
            return "GitHub's search timed out each time, and says that it is incomplete";
        }
        return all ? "" : "GitHub says that there are " + reading.total() + ", and shows " + found;
    }

    /**
     * All pages of a window, read once.
     *
     * @param found each once
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
            // A full page may be followed by another, whatever the total says.
            boolean more = read < page.total() || (page.found().size() == PAGE && found.size() < page.total());
            if (!more || read >= MOST_SHOWN) {
                return new Reading(page.total(), incomplete, new ArrayList<>(found.values()));
            }
            page = page(window, number + 1);
        }
    }

    /** A page; one that is incomplete is asked again. */
    private Search.Page page(SearchWindow window, int number) {
        Search.Page page = searches.page(window.query(), number);
        for (int asked = 1; page.incomplete() && asked < ASKED; asked++) {
            page = searches.page(window.query(), number);
        }
        return page;
    }
}
