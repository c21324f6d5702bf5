package io.commitlake.job;

import io.commitlake.job.export.RepositoryWork;
import io.commitlake.job.export.RewrittenHistory;
import io.commitlake.job.export.ShardReport;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.report.RunHistory;
import io.commitlake.job.report.RunSummary;
import io.commitlake.job.work.Parallel;
import io.commitlake.model.Assignment;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Reads what the reports of the last runs say about repositories. For each repositories file, the newest run that was asked
 * for it counts. Only repositories that failed, were rewritten, or are in a shard without a report are in memory.
 */
final class LastRuns {
    private static final int BATCH = 16;

    /** What a run says of its repositories. */
    record Run(
            RunSummary summary,
            Map<String, String> failures,
            Map<Long, String> rewritten,
            Map<Long, Integer> unreported) {
        Instant snapshot() {
            return summary.snapshot();
        }
    }

    private final Storage storage;
    private final PlanStore plans;
    private final ExecutorService gets;
    private final List<RunSummary> newestFirst;
    private final Map<String, Optional<Run>> read = new HashMap<>();

    LastRuns(Storage storage, ExecutorService gets) {
        this.storage = storage;
        this.plans = new PlanStore(storage);
        this.gets = gets;
        this.newestFirst = RunHistory.read(storage).runs().reversed();
    }

    /** The newest run that was asked for a repositories file; empty if no run with a report was, or its plan is gone. */
    Optional<Run> of(long file) {
        String name = "repositories_" + file;
        return newestFirst.stream()
                .filter(run -> run.repositoriesAsked().isEmpty()
                        || run.repositoriesAsked().contains(name)
                        || run.repositoriesAsked().contains(name + ".parquet"))
                .findFirst()
                .flatMap(run -> read.computeIfAbsent(
                        run.run(), any -> plans.find(run.run()).map(plan -> read(run, plan))));
    }

    private Run read(RunSummary summary, RunPlan plan) {
        Run run = new Run(summary, new HashMap<>(), new HashMap<>(), new HashMap<>());
        record Found(int shard, Optional<ShardReport> report) {}
        Parallel.inBatches(
                        gets,
                        BATCH,
                        plan.shards(),
                        shard -> new Found(shard.number(), ShardReport.read(storage, summary.run(), shard.number())))
                .forEach(found -> found.report()
                        .ifPresentOrElse(report -> add(report, run), () -> addUnreported(plan, found.shard(), run)));
        return run;
    }

    private void addUnreported(RunPlan plan, int shard, Run run) {
        for (Assignment assignment : plans.shard(plan, shard).assignments()) {
            run.unreported().put(assignment.repository(), shard);
        }
    }

    private static void add(ShardReport report, Run run) {
        run.failures().putAll(report.failures());
        for (RepositoryWork work : report.work()) {
            work.rewritten().forEach(one -> run.rewritten().put(work.repository(), words(one)));
        }
    }

    private static String words(RewrittenHistory one) {
        return "its history was rewritten: "
                + (one.left().isEmpty()
                        ? "an unknown number of commits"
                        : one.left().getAsLong() == 1 ? "1 commit" : one.left().getAsLong() + " commits")
                + " left the branch"
                + " (old tip " + one.oldTip() + ", new tip " + one.newTip()
                + one.mergeBase().map(base -> ", merge base " + base).orElse("") + ")";
    }
}
