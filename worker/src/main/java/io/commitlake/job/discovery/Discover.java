package io.commitlake.job.discovery;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.RemoteRepository;
import io.commitlake.github.Search;
import io.commitlake.job.work.Progress;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.Repository;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Finds repositories by creation date and stars, and adds the new ones to the tables. */
@Singleton
public final class Discover {
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * The repositories to find.
     *
     * @param from the earliest creation time, inclusive
     * @param to the latest creation time, exclusive
     * @param window width of the first window; later widths depend on the number of results
     * @param stars minimum number of stars
     * @param forks whether to include forks, which GitHub's search leaves out by default
     * @param perFile the number of rows after which a new file of the tables begins
     */
    public record Wanted(Instant from, Instant to, Duration window, long stars, boolean forks, int perFile) {
        private String withForks(String query) {
            return forks ? query + " fork:true" : query;
        }
    }

    /**
     * The result of a discovery.
     *
     * @param report the report's key in the dataset
     * @param windows number of windows read
     * @param found number of distinct repositories found
     * @param added number of new rows
     * @param requests number of search requests
     * @param forgotten the ids of forgotten repositories that were found and not added
     * @param incomplete windows that may have more repositories than were found, each with the reason
     */
    public record Result(
            String report,
            long windows,
            long found,
            long added,
            long requests,
            List<Long> forgotten,
            List<String> incomplete) {}

    /**
     * A window in the report.
     *
     * @param query the query as sent to GitHub
     * @param fault why repositories may be missing; empty if none are
     */
    record Read(String query, long totalCount, long found, long pages, String fault) {}

    /**
     * The report.
     *
     * @param failure the error that ended the discovery early; empty if it finished
     */
    record Report(
            Wanted wanted,
            Instant begun,
            Instant ended,
            String failure,
            long found,
            long added,
            long requests,
            List<Read> windows) {}

    private final Storage storage;
    private final Ledger ledger;
    private final Search search;
    private final Progress progress;
    private final Clock clock;

    Discover(Storage storage, Ledger ledger, Search search, Progress progress, Clock clock) {
        this.storage = storage;
        this.ledger = ledger;
        this.search = search;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Searches, and adds repositories as it finds them, so that a killed discovery loses little. A failed discovery
     * still writes the report of the windows it read.
     *
     * @throws CommitlakeException if GitHub or the store fails
     */
    public Result run(Wanted wanted) {
        return new Discovery(wanted).run();
    }

    /** One discovery. */
    private final class Discovery {
        private final Wanted wanted;
        private final Instant begun = clock.instant();
        private final Progress.Task task = progress.begin("discovery");
        private final List<Read> windows = new ArrayList<>();
        private final AtomicLong requests = new AtomicLong();
        private final EnrolmentQueue queue;
        private long secondsDone;
        private long found;

        Discovery(Wanted wanted) {
            this.wanted = wanted;
            this.queue = new EnrolmentQueue(new Enrolment(ledger, new RepositoryTables(storage), wanted.perFile()));
        }

        Result run() {
            String failure = "";
            try (queue) {
                task.count(Duration.between(wanted.from(), wanted.to()).toHours(), "hours of creation");
                sweep();
                return result();
            } catch (CommitlakeException failed) {
                failure = String.valueOf(failed.getMessage());
                throw failed;
            } finally {
                report(failure);
                task.end(found + " found, " + queue.added() + " added in " + windows.size() + " windows");
            }
        }

        /** Searches; even if that fails, adds the repositories found until then. */
        private void sweep() {
            try {
                new WindowSweep(this::page, this::take)
                        .over(wanted.from(), wanted.to(), wanted.window(), wanted.stars());
            } finally {
                queue.finish();
            }
        }

        private Search.Page page(String query, int number) {
            requests.incrementAndGet();
            return search.page(wanted.withForks(query), number);
        }

        private void take(SearchedWindow leaf) {
            found += leaf.found().size();
            SearchWindow window = leaf.window();
            windows.add(new Read(
                    wanted.withForks(window.query()), leaf.total(), leaf.found().size(), leaf.pages(), leaf.fault()));
            long seconds = Duration.between(wanted.from(), window.to()).toSeconds();
            task.detail(windows.size() + " windows, " + found + " repositories, " + requests + " requests" + left());
            task.step(seconds / 3600 - secondsDone / 3600);
            secondsDone = seconds;
            for (RemoteRepository repository : leaf.found()) {
                queue.add(Enrolment.row(repository));
            }
        }

        private String left() {
            OptionalLong left = search.remaining();
            return left.isPresent() ? ", " + left.getAsLong() + " left" : "";
        }

        private String key() {
            return Layout.report("discover-" + COMPACT.format(begun), "discover");
        }

        private void report(String failure) {
            storage.put(
                    key(),
                    Json.writeRedacted(new Report(
                            wanted,
                            begun,
                            clock.instant(),
                            failure,
                            found,
                            queue.added(),
                            requests.get(),
                            List.copyOf(windows))));
        }

        private Result result() {
            List<String> incomplete = windows.stream()
                    .filter(read -> !read.fault().isEmpty())
                    .map(read -> read.query() + ": " + read.fault())
                    .toList();
            List<Long> forgotten =
                    queue.refused().stream().map(Repository::id).distinct().toList();
            return new Result(key(), windows.size(), found, queue.added(), requests.get(), forgotten, incomplete);
        }
    }
}
