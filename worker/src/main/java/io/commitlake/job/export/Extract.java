package io.commitlake.job.export;

import io.commitlake.github.tokens.TokenPool;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.ShutdownHook;
import io.commitlake.model.Assignment;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one shard's repositories into the dataset. One that fails doesn't fail the others. */
@Singleton
public final class Extract {
    private static final Logger LOG = LoggerFactory.getLogger(Extract.class);

    /**
     * What a shard's work came to.
     *
     * @param tables files and rows that were written, by table
     * @param outcomes how many repositories ended how
     * @param failures by repository, in words
     * @param unwell by repository why it can't be exported as it is, in words
     * @param tokens what they were used for by this process, and what is left of them
     * @param format that this worker writes, Git's version in it
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
            CommitlakeException.Kind.STORE, "not begun, for the store failed at another repository");
    private static final RepositoryOutcome TOLD_TO_END = new RepositoryOutcome.Failed(
            CommitlakeException.Kind.INTERRUPTED, "interrupted; a retry goes on from there");

    /** Once there is a reason, what has not begun ends with it. */
    private static final class Stop {
        private volatile @Nullable RepositoryOutcome instead;

        void because(RepositoryOutcome reason) {
            instead = reason;
        }
    }

    private final Storage storage;
    private final PlanStore plans;
    private final RepositoryExport export;
    private final Progress progress;
    private final TokenPool tokens;
    private final int workers;
    private final FormatRule formats;

    Extract(
            Storage storage,
            RepositoryExport export,
            Progress progress,
            TokenPool tokens,
            ExportSettings settings,
            FormatRule formats) {
        this.storage = storage;
        this.plans = new PlanStore(storage);
        this.export = export;
        this.progress = progress;
        this.tokens = tokens;
        this.workers = settings.workers();
        this.formats = formats;
    }

    /**
     * Works on every repository of the shard that isn't done, several at once.
     *
     * @throws CommitlakeException of kind SETTINGS where the plan or the shard isn't there
     */
    public Result run(Instant snapshot, String run, int shard) {
        RunPlan plan = plans.of(run, snapshot);
        List<Assignment> assignments = plans.shard(plan, shard).assignments();
        Result result = summed(run, shard, snapshot, assignments, outcomes(assignments, snapshot, run));
        if (ShutdownHook.isShuttingDown()) {
            throw CommitlakeException.interrupted("the shard was interrupted; a retry goes on from there");
        }
        storage.put(Layout.report(run, "extract-" + shard), Json.write(result));
        return result;
    }

    private List<RepositoryOutcome> outcomes(List<Assignment> assignments, Instant snapshot, String run) {
        Stop stop = new Stop();
        List<Future<RepositoryOutcome>> work = new ArrayList<>();
        // Those that wait begin nothing any more: a git started now would outlive the ones that are killed at the end.
        try (ShutdownHook _ = ShutdownHook.register(() -> stop.because(TOLD_TO_END));
                ExecutorService pool = Executors.newFixedThreadPool(
                        workers, Thread.ofPlatform().name("repository-", 0).factory())) {
            for (Assignment assignment : assignments) {
                work.add(pool.submit(() -> one(assignment, snapshot, run, stop)));
            }
        }
        List<RepositoryOutcome> outcomes = new ArrayList<>();
        for (Future<RepositoryOutcome> done : work) {
            try {
                outcomes.add(done.get());
            } catch (ExecutionException bug) {
                throw new IllegalStateException(bug);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw CommitlakeException.repository("the shard was interrupted", interrupted);
            }
        }
        return outcomes;
    }

    private RepositoryOutcome one(Assignment assignment, Instant snapshot, String run, Stop stop) {
        RepositoryOutcome notBegun = stop.instead;
        if (notBegun != null) {
            return notBegun;
        }
        Progress.Task task = progress.begin(assignment.fullName());
        RepositoryOutcome outcome;
        try {
            outcome = export.run(assignment, snapshot, run, task);
        } catch (CommitlakeException failed) {
            LOG.debug("{} failed", assignment.fullName(), failed);
            // One record that can't be right is one repository's; a store that fails is everybody's.
            if (failed.kind() == CommitlakeException.Kind.STORE && !JsonRecords.refused(failed)) {
                stop.because(STORE_FAILED);
            }
            boolean ends = failed.kind() == CommitlakeException.Kind.INTERRUPTED
                    ? ShutdownHook.isAboutToShutDown()
                    : ShutdownHook.isShuttingDown();
            outcome = ends
                    ? TOLD_TO_END
                    : new RepositoryOutcome.Failed(failed.kind(), String.valueOf(failed.getMessage()));
        } catch (RuntimeException | Error bug) {
            LOG.error("{} met a bug of commitlake's", assignment.fullName(), bug);
            outcome = new RepositoryOutcome.Failed(CommitlakeException.Kind.BUG, "a bug of commitlake's: " + bug);
        }
        task.end(OutcomeText.of(outcome));
        return outcome;
    }

    private Result summed(
            String run, int shard, Instant snapshot, List<Assignment> assignments, List<RepositoryOutcome> outcomes) {
        RepositoryOutcome.Exported sum = RepositoryOutcome.Exported.NOTHING;
        Map<String, Long> counts = new TreeMap<>();
        Map<String, String> failures = new TreeMap<>();
        Map<String, String> unwell = new TreeMap<>();
        List<CommitlakeException.Kind> kinds = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            counts.merge(OutcomeText.name(outcomes.get(i)), 1L, Long::sum);
            switch (outcomes.get(i)) {
                case RepositoryOutcome.Exported exported -> sum = sum.plus(exported);
                case RepositoryOutcome.Failed(CommitlakeException.Kind kind, String words) -> {
                    failures.put(assignments.get(i).fullName(), words);
                    kinds.add(kind);
                }
                case RepositoryOutcome.NotWell condition ->
                    unwell.put(assignments.get(i).fullName(), OutcomeText.of(condition));
                case RepositoryOutcome other -> {}
            }
        }
        return new Result(
                run,
                shard,
                snapshot,
                assignments.size(),
                sum.exports(),
                sum.commits(),
                sum.rows(),
                sum.bytes(),
                sum.tables(),
                counts,
                failures,
                unwell,
                kinds,
                tokens.uses(),
                formats.ours());
    }
}
