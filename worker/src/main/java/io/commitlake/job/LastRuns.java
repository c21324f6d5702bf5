package io.commitlake.job;

import io.commitlake.job.export.RepositoryWork;
import io.commitlake.job.export.RewrittenHistory;
import io.commitlake.job.export.ShardReport;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.runs.AskedRun;
import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.job.work.Parallel;
import io.commitlake.model.Assignment;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Units;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Reads what the reports of the last runs say about repositories, also those of runs that haven't ended. For each
 * repository, the newest run that was asked for it counts. Only repositories that failed, were rewritten, or are in
 * a shard without a report are in memory.
 */
final class LastRuns {
    private static final int BATCH = 16;

    /** What a run says of its repositories. */
    record Run(
            RunSummary summary,
            Map<Long, String> failures,
            Map<Long, String> rewritten,
            Map<Long, Integer> unreported) {
        Instant snapshot() {
            return summary.snapshot();
        }
    }

    private final Storage storage;
    private final PlanStore plans;
    private final ExecutorService gets;
    private final List<AskedRun> newestFirst;
    private final Map<String, Optional<Run>> read = new HashMap<>();

    LastRuns(Storage storage, RunHistory history, ExecutorService gets) {
        this.storage = storage;
        this.plans = new PlanStore(storage);
        this.gets = gets;
        this.newestFirst = history.runs().reversed().stream().map(AskedRun::of).toList();
    }

    boolean isEmpty() {
        return newestFirst.isEmpty();
    }

    /** The newest run that was asked for a repository; empty if none of the last runs was, or its plan is gone. */
    Optional<Run> of(Repository row, long file) {
        return newestFirst.stream()
                .filter(run -> run.includes(row.fullName(), file))
                .findFirst()
                .map(AskedRun::summary)
                .flatMap(run -> read.computeIfAbsent(
                        run.run(), any -> plans.find(run.run()).map(plan -> read(run, plan))));
    }

    private Run read(RunSummary summary, RunPlan plan) {
        Run run = new Run(summary, new HashMap<>(), new HashMap<>(), new HashMap<>());
        Parallel.inBatches(gets, BATCH, plan.shards(), shard -> read(plan, shard.number()))
                .forEach(found -> {
                    found.report().ifPresent(report -> add(report, run));
                    found.unreported().forEach(repository -> run.unreported().put(repository, found.shard()));
                });
        return run;
    }

    /** A shard's report or, without one, its repositories. */
    private record Found(int shard, Optional<ShardReport> report, List<Long> unreported) {}

    private Found read(RunPlan plan, int shard) {
        Optional<ShardReport> report = ShardReport.read(storage, plan.run(), shard);
        return new Found(
                shard,
                report,
                report.isPresent()
                        ? List.of()
                        : plans.shard(plan, shard).assignments().stream()
                                .map(Assignment::repository)
                                .toList());
    }

    private static void add(ShardReport report, Run run) {
        report.failed()
                .forEach(failed -> run.failures()
                        .put(failed.repository(), report.failures().getOrDefault(failed.name(), "")));
        for (RepositoryWork work : report.work()) {
            work.rewritten().forEach(one -> run.rewritten().put(work.repository(), words(one)));
        }
    }

    private static String words(RewrittenHistory one) {
        return "its history was rewritten: "
                + (one.left().isEmpty()
                        ? "an unknown number of commits"
                        : Units.count(one.left().getAsLong(), "commit", "commits"))
                + " left the branch"
                + " (old tip " + one.oldTip() + ", new tip " + one.newTip()
                + one.mergeBase().map(base -> ", merge base " + base).orElse("") + ")";
    }
}
