package io.commitlake.job.merge;

import io.commitlake.job.export.ShardReport;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.runs.BehindRepository;
import io.commitlake.job.runs.LastSnapshots;
import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.work.Parallel;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Assignment;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Storage;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the repositories that a run didn't export up to its snapshot, for the report of its merge. */
final class BehindRepositories {
    private static final Logger LOG = LoggerFactory.getLogger(BehindRepositories.class);

    /** Number of shards whose reports, or whose repositories, are in memory at once. */
    private static final int BATCH = 16;

    private final Storage storage;
    private final Ledger ledger;
    private final PlanStore plans;
    private final ExecutorService gets;

    BehindRepositories(Storage storage, Ledger ledger, ExecutorService gets) {
        this.storage = storage;
        this.ledger = ledger;
        this.plans = new PlanStore(storage);
        this.gets = gets;
    }

    /**
     * The repositories that failed, that are in a shard without a report, or that can't be exported as they are; empty if
     * a shard without a report can't be read, which must not keep the others from being merged. Call this before the open
     * exports are read: then the merge has the exports of all others.
     */
    Optional<Set<Long>> find(RunPlan plan) {
        Set<Long> behind = new HashSet<>();
        List<Optional<List<Long>>> shards =
                Parallel.mapInBatches(gets, BATCH, plan.shards(), shard -> behind(plan, shard.number()));
        shards.forEach(shard -> shard.ifPresent(behind::addAll));
        ledger.forEachCondition(condition -> behind.add(condition.repository()));
        return shards.stream().allMatch(Optional::isPresent) ? Optional.of(behind) : Optional.empty();
    }

    private Optional<List<Long>> behind(RunPlan plan, int shard) {
        Optional<ShardReport> report = ShardReport.read(storage, plan.run(), shard);
        if (report.isPresent()) {
            return report.map(found ->
                    found.failed().stream().map(ShardReport.Failed::repository).toList());
        }
        try {
            return Optional.of(plans.shard(plan, shard).assignments().stream()
                    .map(Assignment::repository)
                    .toList());
        } catch (CommitlakeException failed) {
            if (failed.kind() != CommitlakeException.Kind.SETTINGS && !JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            LOG.warn(
                    "status won't know how far the run {} brought the repositories: {}",
                    plan.run(),
                    failed.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Adds to repositories the last snapshots up to which they are exported, by earlier runs. Leaves out those that were
     * forgotten meanwhile: no report must name them.
     */
    List<BehindRepository> withSnapshots(RunPlan plan, List<RepositoryRows.BehindRow> rows) {
        Set<Long> forgotten = ledger.forgotten().ids();
        LastSnapshots snapshots = LastSnapshots.upTo(storage, RunHistory.read(storage), plan.run());
        return rows.stream()
                .filter(row -> !forgotten.contains(row.repository()))
                .map(row -> new BehindRepository(
                        row.repository(),
                        row.isExported() ? snapshots.of(row.repository(), row.name(), row.file()) : Optional.empty()))
                .sorted(Comparator.comparingLong(BehindRepository::repository))
                .toList();
    }
}
