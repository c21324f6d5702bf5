package io.commitlake.job.discovery;

import io.commitlake.github.RemoteRepository;
import io.commitlake.github.Search;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads all pages of a window, and compares the results with GitHub's own count. Thread-safe. */
final class WindowReader {
    private static final int MOST_READINGS = 3;
    private static final int MOST_REQUESTS_PER_PAGE = 3;

    private final SearchPages searches;

    WindowReader(SearchPages searches) {
        this.searches = searches;
    }

    /**
     * Reads a window, split by stars if it holds more repositories than a search shows.
     *
     * @param firstPage the window's first page
     */
    List<SearchedWindow> read(SearchWindow window, Search.Page firstPage) {
        List<SearchedWindow> read = new ArrayList<>();
        Deque<SearchWindow> left = new ArrayDeque<>();
        left.push(window);
        while (!left.isEmpty()) {
            SearchWindow each = left.pop();
            Search.Page first = each.equals(window) ? firstPage : page(each, 1);
            if (first.total() <= WindowSweep.MOST_SHOWN) {
                read.add(unsplit(each, first));
                continue;
            }
            List<SearchWindow> halves = each.splitByStars(each.mostStars().orElse(first.mostStars()));
            if (halves.size() == 1) {
                read.add(unsplit(each, first));
            } else {
                halves.reversed().forEach(left::push);
            }
        }
        return read;
    }

    private SearchedWindow unsplit(SearchWindow window, Search.Page firstPage) {
        Map<Long, RemoteRepository> found = new LinkedHashMap<>();
        Search.Page first = firstPage;
        for (int reading = 1; ; reading++) {
            Reading now = reading(window, first);
            now.found().forEach(repository -> found.put(repository.id(), repository));
            boolean all = now.found().size() == now.total() || found.size() == now.total();
            if ((all && !now.incomplete() && now.total() <= WindowSweep.MOST_SHOWN) || reading == MOST_READINGS) {
                return new SearchedWindow(
                        window, now.total(), new ArrayList<>(found.values()), fault(now, all, found.size()));
            }
            first = page(window, 1);
        }
    }

    private static String fault(Reading reading, boolean all, int found) {
        if (reading.total() > WindowSweep.MOST_SHOWN) {
            return "GitHub has " + reading.total() + " created in one second with the same number of stars, and shows "
                    + WindowSweep.MOST_SHOWN;
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
            long read = (long) number * WindowSweep.PAGE;
            // Another page may follow a full one, even if the total says otherwise.
            boolean more =
                    read < page.total() || (page.found().size() == WindowSweep.PAGE && found.size() < page.total());
            if (!more || read >= WindowSweep.MOST_SHOWN) {
                return new Reading(page.total(), incomplete, new ArrayList<>(found.values()));
            }
            page = page(window, number + 1);
        }
    }

    /** Fetches a page, and asks again for an incomplete one. */
    Search.Page page(SearchWindow window, int number) {
        Search.Page page = searches.page(window.query(), number);
        for (int asked = 1; page.incomplete() && asked < MOST_REQUESTS_PER_PAGE; asked++) {
            page = searches.page(window.query(), number);
        }
        return page;
    }
}
