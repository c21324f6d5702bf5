package io.commitlake.job;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.plan.RepositoryConditions;
import io.commitlake.job.runs.LastSnapshots;
import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.job.work.Parallel;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Shows how far each tracked repository is exported, and which exports are unfinished. It only reads. */
@Singleton
public final class Status {
    /**
     * The state of the dataset.
     *
     * @param repositories number of tracked repositories
     * @param exported number of repositories with an export in their row
     * @param newest the newest last commit of any row
     * @param unfinished exports that are claimed and have no outcome
     * @param unmerged exports that are complete but not merged into their row
     * @param lastRun the newest run; its verdict is PLANNED until it has a report
     * @param groups the number of repositories in each group
     * @param tokens each token's spent and remaining budgets, as GitHub reports them
     * @param unasked reasons why GitHub couldn't report a budget
     */
    public record Result(
            String dataset,
            long repositories,
            long exported,
            Optional<Instant> newest,
            List<String> unfinished,
            List<String> unmerged,
            Optional<RunSummary> lastRun,
            Map<String, Long> groups,
            List<TokenUse> tokens,
            List<String> unasked) {}

    /** Number of exports whose outcomes, each with all of the export's files, are in memory at once. */
    private static final int BATCH = 256;

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryConditions conditions;
    private final GitHub github;
    private final ExecutorService gets;

    Status(
            Storage storage,
            Ledger ledger,
            RepositoryConditions conditions,
            GitHub github,
            @Named("puts") ExecutorService gets) {
        this.storage = storage;
        this.ledger = ledger;
        this.conditions = conditions;
        this.github = github;
        this.gets = gets;
    }

    /**
     * Reads the tables, the open exports and the reports of the last runs, and asks GitHub for the tokens' budgets, which
     * costs nothing.
     *
     * @param each receives all repositories, one repositories file after the other
     */
    public Result run(Consumer<RepositoryStatus> each) {
        List<Opened> opened = opened();
        RunHistory history = RunHistory.read(storage);
        Map<String, Long> groups = new TreeMap<>();
        RepositoryStatuses statuses = new RepositoryStatuses(
                conditions.all(), opened, new LastRuns(storage, history, gets), LastSnapshots.of(storage, history));
        Rows rows = rows(statuses, status -> {
            groups.merge(status.group().text(), 1L, Long::sum);
            each.accept(status);
        });
        List<String> unasked = github.refreshBudgets().stream()
                .flatMap(answer -> answer.failure().stream())
                .toList();
        return new Result(
                storage.location(),
                rows.repositories(),
                rows.exported(),
                rows.newest(),
                words(opened, Opened.Unfinished.class),
                words(opened, Opened.Unmerged.class),
                history.newest(),
                groups,
                github.uses(),
                unasked);
    }

    /** Totals over the rows of the tables. */
    private record Rows(long repositories, long exported, Optional<Instant> newest) {
        Rows plus(List<Repository> more) {
            List<Instant> last = more.stream()
                    .flatMap(row -> row.last().stream())
                    .map(Tip::at)
                    .toList();
            return new Rows(
                    repositories + more.size(),
                    exported + last.size(),
                    Stream.concat(newest.stream(), last.stream()).max(Comparator.naturalOrder()));
        }
    }

    private Rows rows(RepositoryStatuses statuses, Consumer<RepositoryStatus> each) {
        RepositoryTables tables = new RepositoryTables(storage);
        Rows rows = new Rows(0, 0, Optional.empty());
        for (long file : tables.files()) {
            List<Repository> read = tables.read(file).orElse(List.of());
            read.forEach(row -> each.accept(statuses.of(row, file)));
            rows = rows.plus(read);
        }
        return rows;
    }

    /** An open export that a person should know of, in words. */
    sealed interface Opened {
        Export export();

        String words();

        record Unfinished(Export export, String words) implements Opened {}

        record Unmerged(Export export, String words) implements Opened {}
    }

    private static List<String> words(List<Opened> opened, Class<? extends Opened> kind) {
        return opened.stream().filter(kind::isInstance).map(Opened::words).toList();
    }

    private List<Opened> opened() {
        List<Export> exports = new ArrayList<>();
        ledger.forEachOpen(exports::add);
        return Parallel.mapInBatches(gets, BATCH, exports, this::opened).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Reads an open export's records; empty if it isn't claimed, or is void. */
    private Optional<Opened> opened(Export export) {
        try {
            return ledger.claimed(export).isEmpty()
                    ? Optional.empty()
                    : switch (ledger.outcome(export).orElse(null)) {
                        case null -> Optional.of(new Opened.Unfinished(export, export.toString()));
                        case Outcome.Complete complete -> Optional.of(new Opened.Unmerged(export, export.toString()));
                        case Outcome.Voided voided -> Optional.empty();
                    };
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            return Optional.of(new Opened.Unfinished(export, export + " (" + failed.getMessage() + ")"));
        }
    }
}
