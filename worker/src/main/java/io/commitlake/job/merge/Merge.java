package io.commitlake.job.merge;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.dataset.RunDataFiles;
import io.commitlake.job.export.ExportFiles;
import io.commitlake.job.forget.RepositoryRemoval;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.StagedStates;
import io.commitlake.job.runs.BehindRepository;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.StepReport;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets each repository's row from its highest completed export in the ledger, whichever run that was, and never lowers
 * a row. Lists the files of those exports in the run's file of {@code data_files} first, so a row never names an export
 * whose files aren't listed. Removes what late workers have put of void exports and of forgotten repositories. It may run at any time, any number of times, and in parallel with any other command.
 *
 * <p>Of an open export, it keeps the number and the tip in memory, never the claim or the files.
 */
@Singleton
public final class Merge {
    /**
     * The result of a merge.
     *
     * @param merged number of rows set
     * @param unfinished exports that are claimed and have no outcome yet
     * @param rows number of rows that the run added to the dataset, by table: those of this merge and of its earlier
     *     merges; empty if it added none
     */
    public record Result(String run, long merged, List<String> unfinished, SortedMap<String, Long> rows) {}

    /**
     * The report of a merge: its result, and the repositories that the run didn't bring up to its snapshot. Of those there
     * may be many, so the result doesn't have them.
     */
    private record Report(
            String run,
            long merged,
            List<String> unfinished,
            SortedMap<String, Long> rows,
            Optional<List<BehindRepository>> behind) {
        static Report of(Result result, Optional<List<BehindRepository>> behind) {
            return new Report(result.run(), result.merged(), result.unfinished(), result.rows(), behind);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Merge.class);

    /** Number of exports that wait to be closed at once. */
    private static final int CLOSES = 1000;

    /** The order of the rows in {@code data_files}. */
    private static final Comparator<Export> ORDER =
            Comparator.comparingLong(Export::repository).thenComparingLong(Export::number);

    /** A put older than this can't be a running worker's. */
    private static final Duration LONGEST_PUT = Duration.ofDays(1);

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryRows rows;
    private final OpenExports exports;
    private final BehindRepositories behind;
    private final RepositoryRemoval removal;
    private final PlanStore plans;
    private final StagedStates states;
    private final Workspace workspace;
    private final Clock clock;
    private final Progress progress;
    private final ExecutorService gets;

    public Merge(
            Storage storage,
            Ledger ledger,
            StagedStates states,
            ExportFiles files,
            Workspace workspace,
            Clock clock,
            Progress progress,
            @Named("puts") ExecutorService gets) {
        this.storage = storage;
        this.ledger = ledger;
        this.rows = new RepositoryRows(new RepositoryTables(storage), gets);
        this.exports = new OpenExports(ledger, files, clock, gets);
        this.behind = new BehindRepositories(storage, ledger, gets);
        this.removal = new RepositoryRemoval(storage, ledger, workspace, gets);
        this.plans = new PlanStore(storage);
        this.states = states;
        this.workspace = workspace;
        this.clock = clock;
        this.progress = progress;
        this.gets = gets;
    }

    /** Merges all completed exports. The run's plan says which names and ids changed. */
    public Result run(Instant snapshot, String run) {
        Progress.Task task = progress.begin("merging");
        try {
            return run(snapshot, run, task);
        } finally {
            task.end("");
        }
    }

    private Result run(Instant snapshot, String run, Progress.Task task) {
        Instant begun = clock.instant();
        RunPlan plan = plans.of(run, snapshot);
        states.publish(plan);
        Map<Long, RunPlan.Identity> identities =
                plan.identities().stream().collect(Collectors.toMap(RunPlan.Identity::repository, Function.identity()));
        Set<Long> late = new HashSet<>();
        Optional<Set<Long>> notReached = behind.find(plan);
        List<Export> opened = new ArrayList<>();
        Set<Long> forgotten = ledger.forgotten().ids();
        ledger.forEachOpen(export -> {
            if (forgotten.contains(export.repository())) {
                late.add(export.repository());
            } else {
                opened.add(export);
            }
        });
        opened.sort(ORDER);
        task.count(opened.size(), "exports");
        RepositoryRows.Found found = rows.find(opened, identities.keySet(), notReached.orElse(Set.of()));
        SortedMap<String, Long> added = new TreeMap<>();
        OpenExports.Read read = workspace.within("merge", folder -> {
            try (RunDataFiles listing = new RunDataFiles(storage, run, plan.snapshot(), folder)) {
                OpenExports.Read all = exports.read(opened, found.repositories(), listing, task);
                added.putAll(listing.put());
                return all;
            }
        });
        RepositoryRows.Changed changed = rows.change(found.files(), identities, read.highest());
        Parallel.mapInBatches(gets, CLOSES, read.listed(), export -> {
            if (changed.repositories().contains(export.repository())) {
                ledger.close(export);
            }
            return export;
        });
        removal.removeLate(late);
        removeUnfinishedPuts();
        Result result = new Result(run, changed.rows(), read.unfinished(), added);
        Report report = Report.of(result, notReached.map(_ -> behind.withSnapshots(plan, found.behind())));
        StepReport.put(storage, run, "merge", begun, clock.instant(), report);
        return result;
    }

    /** Saves storage costs. The merge succeeds even if this fails. */
    private void removeUnfinishedPuts() {
        try {
            long removed = storage.removeUnfinishedPuts(clock.instant().minus(LONGEST_PUT));
            if (removed > 0) {
                LOG.info("removed the parts of {} interrupted uploads from {}", removed, storage.location());
            }
        } catch (CommitlakeException refused) {
            LOG.warn(
                    "{} may hold parts of interrupted uploads that Commitlake can't remove; a lifecycle rule with"
                            + " AbortIncompleteMultipartUpload removes them too: {}",
                    storage.location(),
                    refused.getMessage());
        }
    }
}
