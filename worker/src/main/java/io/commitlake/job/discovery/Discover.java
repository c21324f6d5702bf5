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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Finds repositories by their creation and their stars, and enters those that aren't known yet. */
@Singleton
public final class Discover {
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * What is to be found.
     *
     * @param from the first second of their creation
     * @param to the second after the last one
     * @param window that is begun with; the others are as wide as what is found allows
     * @param stars that they have at the least
     * @param forks whether forks are wanted too; GitHub's search leaves them out unless it is told
     * @param perFile repositories of a file of the tables
     */
    public record Wanted(Instant from, Instant to, Duration window, long stars, boolean forks, int perFile) {
        private String asked(String query) {
            return forks ? query + " fork:true" : query;
        }
    }

    /**
     * What discovery came to.
     *
     * @param report its key in the dataset
     * @param windows that were read
     * @param found repositories, each once
     * @param added rows that are new
     * @param requests searches that were asked
     * @param incomplete windows of which not all may have been found, in words
     */
    public record Result(String report, long windows, long found, long added, long requests, List<String> incomplete) {}

    /**
     * What the report holds of a window.
     *
     * @param query as it was asked
     * @param fault why that may not be all; empty where it is
     */
    record Read(String query, long totalCount, long found, long pages, String fault) {}

    /**
     * The report.
     *
     * @param failure what ended it early; empty where it came to its end
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
    private final Search search;
    private final Enrolment enrolment;
    private final Progress progress;
    private final Clock clock;

    Discover(Storage storage, Ledger ledger, Search search, Progress progress, Clock clock) {
        this.storage = storage;
        this.search = search;
        this.enrolment = new Enrolment(ledger, new RepositoryTables(storage));
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Searches, and enters what it finds as it goes, so that little is lost where it is killed. What was read is
     * reported also where it fails.
     *
     * @throws CommitlakeException where GitHub or the store fails
     */
    public Result run(Wanted wanted) {
        return new Running(wanted).run();
    }

    /** One discovery. */
    private final class Running {
        private final Wanted wanted;
        private final Instant begun = clock.instant();
        private final Progress.Task task = progress.begin("discovery");
        private final Map<Long, Repository> waiting = new LinkedHashMap<>();
        private final List<Read> windows = new ArrayList<>();
        private long secondsDone;
        private long found;
        private long added;
        private long requests;

        Running(Wanted wanted) {
            this.wanted = wanted;
        }

        Result run() {
            String failure = "";
            try {
                task.count(Duration.between(wanted.from(), wanted.to()).toHours(), "hours of creation");
                new WindowSweep(this::page, this::take)
                        .over(wanted.from(), wanted.to(), wanted.window(), wanted.stars());
                return result();
            } catch (CommitlakeException failed) {
                failure = String.valueOf(failed.getMessage());
                throw failed;
            } finally {
                enter();
                report(failure);
                task.end(found + " found, " + added + " added in " + windows.size() + " windows");
            }
        }

        private Search.Page page(String query, int number) {
            requests++;
            return search.page(wanted.asked(query), number);
        }

        private void take(SearchedWindow leaf) {
            for (RemoteRepository repository : leaf.found()) {
                waiting.put(repository.id(), Enrolment.row(repository));
            }
            found += leaf.found().size();
            SearchWindow window = leaf.window();
            windows.add(new Read(
                    wanted.asked(window.query()), leaf.total(), leaf.found().size(), leaf.pages(), leaf.fault()));
            if (waiting.size() >= RepositoryTables.MAX_ROWS) {
                enter();
            }
            long seconds = Duration.between(wanted.from(), window.to()).toSeconds();
            task.beside(windows.size() + " windows, " + found + " repositories, " + requests + " requests" + left());
            task.step(seconds / 3600 - secondsDone / 3600);
            secondsDone = seconds;
        }

        private String left() {
            OptionalLong left = search.remaining();
            return left.isPresent() ? ", " + left.getAsLong() + " left" : "";
        }

        private void enter() {
            if (!waiting.isEmpty()) {
                List<Repository> rows = List.copyOf(waiting.values());
                waiting.clear();
                added += enrolment.enter(rows, wanted.perFile());
            }
        }

        private String key() {
            return Layout.report("discover-" + COMPACT.format(begun), "discover");
        }

        private void report(String failure) {
            storage.put(
                    key(),
                    Json.write(new Report(
                            wanted, begun, clock.instant(), failure, found, added, requests, List.copyOf(windows))));
        }

        private Result result() {
            enter();
            List<String> incomplete = windows.stream()
                    .filter(read -> !read.fault().isEmpty())
                    .map(read -> read.query() + ": " + read.fault())
                    .toList();
            return new Result(key(), windows.size(), found, added, requests, incomplete);
        }
    }
}
