package io.commitlake.job.export;

import io.commitlake.github.RepositoryRef;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.plan.ExpectedCost;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.RepositoryConditions;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.ShutdownHook;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Assignment;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Exports one shard's repositories into the dataset. A repository that fails doesn't fail the others. */
@Singleton
public final class Extract {
    private static final Logger LOG = LoggerFactory.getLogger(Extract.class);

    /**
     * The result of a shard.
     *
     * @param tables files and rows written, by table
     * @param outcomes number of repositories, by outcome
     * @param failures error messages, by repository
     * @param unwell reasons why a repository can't be exported as it is, by repository
     * @param tokens each token's use by this process and its remaining budgets
     * @param format the format that this worker writes, which names Git's version
     */
    public record Result(
            String run,
            int shard,
            Instant snapshot,
            long repositories,
            long exports,
            long commits,
            long rows,
            long bytes,
            Map<String, TableTotal> tables,
            Map<String, Long> outcomes,
            Map<String, String> failures,
            Map<String, String> unwell,
            List<CommitlakeException.Kind> kinds,
            List<TokenUse> tokens,
            String format) {}

    private static final RepositoryOutcome STORE_FAILED = new RepositoryOutcome.Failed(
            CommitlakeException.Kind.STORE, "not started, because the store failed for another repository");
    private static final RepositoryOutcome INTERRUPTED = new RepositoryOutcome.Failed(
            CommitlakeException.Kind.INTERRUPTED, "interrupted; a retry continues from here");

    /** Once set, the outcome of every repository that hasn't started. */
    private static final class Stop {
        private volatile @Nullable RepositoryOutcome outcome;

        void with(RepositoryOutcome reason) {
            outcome = reason;
        }
    }

    private final Storage storage;
    private final Ledger ledger;
    private final PlanStore plans;
    private final RepositoryExport export;
    private final RepositoryConditions conditions;
    private final Progress progress;
    private final TokenPool tokens;
    private final Clock clock;
    private final int inFlight;
    private final FormatRule formats;
    private final ThreadFactory threads;

    Extract(
            Storage storage,
            Ledger ledger,
            RepositoryExport export,
            RepositoryConditions conditions,
            Progress progress,
            TokenPool tokens,
            ExportSettings settings,
            FormatRule formats,
            @Named("repositories") ThreadFactory threads) {
        this.storage = storage;
        this.ledger = ledger;
        this.plans = new PlanStore(storage);
        this.export = export;
        this.conditions = conditions;
        this.progress = progress;
        this.tokens = tokens;
        this.clock = tokens.clock();
        this.inFlight = settings.inFlight();
        this.formats = formats;
        this.threads = threads;
    }

    /**
     * Exports every repository of the shard that isn't done yet, several at once.
     *
     * @throws CommitlakeException of kind SETTINGS if the plan or the shard doesn't exist
     */
    public Result run(Instant snapshot, String run, int shard) {
        RunPlan plan = plans.of(run, snapshot);
        Instant begun = clock.instant();
        List<Assignment> assignments = plans.shard(plan, shard).assignments();
        List<RepositoryResult> worked = work(assignments, snapshot, run);
        Set<Long> forgotten = ledger.forgotten().ids();
        Result result = RepositoryResult.sum(run, shard, snapshot, worked, forgotten, tokens.uses(), formats.ours());
        if (ShutdownHook.isShuttingDown()) {
            throw CommitlakeException.interrupted("the shard was interrupted; a retry continues from here");
        }
        List<RepositoryWork> shown = worked.stream()
                .map(RepositoryResult::work)
                .filter(work -> !forgotten.contains(work.repository()))
                .toList();
        ShardReport.put(storage, result, shown, begun, clock.instant());
        return result;
    }

    private List<RepositoryResult> work(List<Assignment> assignments, Instant snapshot, String run) {
        Stop stop = new Stop();
        // The shard's first try may have found repositories past a limit: a retry need not fetch them again.
        Map<Long, RepositoryCondition> pastLimit = conditions.pastLimit();
        List<Future<RepositoryResult>> work = new ArrayList<>();
        // On shutdown no waiting repository may start: a Git process started now would escape the kill of the others.
        try (Progress.Batch batch = progress.batch("exporting", "repositories", assignments.size(), cost(assignments));
                ShutdownHook _ = ShutdownHook.register(() -> stop.with(INTERRUPTED));
                ExecutorService pool = Executors.newFixedThreadPool(inFlight, threads)) {
            for (Assignment assignment : assignments) {
                Optional<RepositoryCondition> past = Optional.ofNullable(pastLimit.get(assignment.repository()));
                work.add(pool.submit(() -> export(assignment, past, snapshot, run, stop, batch)));
            }
        }
        List<RepositoryResult> all = new ArrayList<>();
        for (Future<RepositoryResult> done : work) {
            try {
                all.add(done.get());
            } catch (ExecutionException bug) {
                throw new IllegalStateException(bug);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw CommitlakeException.repository("the shard was interrupted", interrupted);
            }
        }
        return all;
    }

    private static long cost(List<Assignment> assignments) {
        return assignments.stream().mapToLong(ExpectedCost::of).sum();
    }

    private RepositoryResult export(
            Assignment assignment,
            Optional<RepositoryCondition> pastLimit,
            Instant snapshot,
            String run,
            Stop stop,
            Progress.Batch batch) {
        try (MDC.MDCCloseable _ = MDC.putCloseable("repository", assignment.fullName())) {
            return shown(assignment, pastLimit, snapshot, run, stop, batch);
        }
    }

    private RepositoryResult shown(
            Assignment assignment,
            Optional<RepositoryCondition> pastLimit,
            Instant snapshot,
            String run,
            Stop stop,
            Progress.Batch batch) {
        RepositoryOutcome notStarted = stop.outcome;
        StageTimes times = new StageTimes(
                notStarted == null ? batch.begin(assignment.fullName(), ExpectedCost.of(assignment)) : Progress.NONE,
                clock);
        RepositoryOutcome outcome =
                notStarted == null ? outcome(assignment, pastLimit, snapshot, run, stop, times) : notStarted;
        times.result(outcome.result());
        if (outcome instanceof RepositoryOutcome.Failed) {
            times.fail(outcome.text());
        } else {
            times.end(outcome.text());
        }
        Duration tokenWait = tokens.waited(RepositoryRef.of(assignment).key());
        return new RepositoryResult(outcome, RepositoryWork.of(assignment, outcome, times, clock.instant(), tokenWait));
    }

    private RepositoryOutcome outcome(
            Assignment assignment,
            Optional<RepositoryCondition> pastLimit,
            Instant snapshot,
            String run,
            Stop stop,
            StageTimes task) {
        try {
            return pastLimit.isPresent()
                    ? new RepositoryOutcome.NotWell(
                            pastLimit.get().condition(), pastLimit.get().words())
                    : export.run(assignment, snapshot, run, task);
        } catch (CommitlakeException failed) {
            LOG.debug("{} failed", assignment.fullName(), failed);
            // A bad record concerns one repository; a failing store concerns all of them.
            CommitlakeException.Kind kind =
                    JsonRecords.isBadRecord(failed) ? CommitlakeException.Kind.REPOSITORY : failed.kind();
            if (kind == CommitlakeException.Kind.STORE) {
                stop.with(STORE_FAILED);
            }
            boolean ends = kind == CommitlakeException.Kind.INTERRUPTED
                    ? ShutdownHook.isAboutToShutDown()
                    : ShutdownHook.isShuttingDown();
            return ends ? INTERRUPTED : new RepositoryOutcome.Failed(kind, String.valueOf(failed.getMessage()));
        } catch (RuntimeException | Error bug) {
            LOG.error("{} failed because of a bug in Commitlake", assignment.fullName(), bug);
            return new RepositoryOutcome.Failed(CommitlakeException.Kind.BUG, "a bug in Commitlake: " + bug);
        }
    }
}
