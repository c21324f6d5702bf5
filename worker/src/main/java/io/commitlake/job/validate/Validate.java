package io.commitlake.job.validate;

import io.commitlake.dataset.Fault;
import io.commitlake.job.export.ExportSettings;
import io.commitlake.job.export.Lanes;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.StepReport;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Assignment;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Table;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * Checks the dataset's files against the ledger and against each other, several repositories at once. It changes
 * nothing. For a run, it reads what the run added and what that continues; only {@link #all} reads everything.
 */
@Singleton
public final class Validate {
    /**
     * The result of a validation.
     *
     * @param files number of files read, all of completed exports
     * @param commits number of commits in those files
     * @param faults number of all faults
     * @param shown the first 10,000 faults by file; among them, if there are no more, at least one of every faulty file
     * @param unfinished exports that are claimed but not settled: not faults, but not validated either
     */
    public record Result(
            long repositories, long files, long commits, long faults, List<Fault> shown, List<String> unfinished) {
        /** This result with at most the first {@code most} of the shown faults. */
        public Result shortened(int most) {
            return new Result(
                    repositories, files, commits, faults, shown.subList(0, Math.min(most, shown.size())), unfinished);
        }
    }

    private final Storage storage;
    private final Ledger ledger;
    private final PlanStore plans;
    private final Workspace workspace;
    private final Clock clock;
    private final ExportSettings settings;
    private final Lanes lanes;
    private final ThreadFactory threads;
    private final ExecutorService gets;
    private final Progress progress;

    Validate(
            Storage storage,
            Ledger ledger,
            Workspace workspace,
            Clock clock,
            ExportSettings settings,
            Lanes lanes,
            @Named("repositories") ThreadFactory threads,
            @Named("puts") ExecutorService gets,
            Progress progress) {
        this.storage = storage;
        this.ledger = ledger;
        this.plans = new PlanStore(storage);
        this.workspace = workspace;
        this.clock = clock;
        this.settings = settings;
        this.lanes = lanes;
        this.threads = threads;
        this.gets = gets;
        this.progress = progress;
    }

    /** Validates what a run exported in all its shards. */
    public Result run(Instant snapshot, String run) {
        RunPlan plan = plans.of(run, snapshot);
        Map<Long, Long> planned = new HashMap<>();
        for (int shard = 0; shard < plan.shards().size(); shard++) {
            planned.putAll(firstExports(plan, shard));
        }
        return run(plan, planned, Part.WHOLE, "validate");
    }

    /** Validates what a run exported in one shard. The shards together check all that {@link #run} does for a run. */
    public Result run(Instant snapshot, String run, int shard) {
        RunPlan plan = plans.of(run, snapshot);
        Map<Long, Long> planned = firstExports(plan, shard);
        return run(plan, planned, new Part(shard, plan.shards().size()), "validate-" + shard);
    }

    /** The number of the first export that a run may have made, by repository of a shard. */
    private Map<Long, Long> firstExports(RunPlan plan, int shard) {
        return plans.shard(plan, shard).assignments().stream()
                .collect(Collectors.toMap(Assignment::repository, Assignment::from));
    }

    private Result run(RunPlan plan, Map<Long, Long> planned, Part part, String report) {
        Instant begun = clock.instant();
        Set<Long> forgotten = ledger.forgotten().ids();
        planned.keySet().removeAll(forgotten);
        Findings findings = new Findings();
        if (part.has(0)) {
            plan.states().ifPresent(new StatesCheck(storage, workspace, findings::add)::check);
        }
        DataFilesCheck lists = new DataFilesCheck(storage, ledger, workspace, gets, findings::add);
        lists.check(Layout.dataFiles(plan.run()), id -> part.has(id) && !forgotten.contains(id), planned::containsKey);
        if (!planned.isEmpty()) {
            RepositoriesCheck repositories = repositories(findings, lists);
            try (Progress.Batch batch = batch(planned.size());
                    WorkQueue work = new WorkQueue(settings.inFlight(), threads)) {
                new PlacedRows(storage, gets)
                        .read(
                                planned::containsKey,
                                findings::add,
                                rows -> rows.forEach(placed -> work.add(() -> repositories.checkNew(
                                        placed,
                                        Objects.requireNonNull(
                                                planned.get(placed.row().id())),
                                        batch))));
            }
            repositories.finish();
        }
        Result result = findings.result();
        StepReport.put(storage, plan.run(), report, begun, clock.instant(), result);
        return result;
    }

    /** Validates every repository of a part of the dataset, and checks that no file belongs to an untracked one. */
    public Result all(Part part) {
        // What late workers put of a forgotten repository is no fault: the next merge removes it.
        Set<Long> forgotten = ledger.forgotten().ids();
        LongPredicate checked = id -> part.has(id) && !forgotten.contains(id);
        Findings findings = new Findings();
        PlacedRows rows = new PlacedRows(storage, gets);
        Set<Long> ids = new HashSet<>();
        if (rows.read(
                checked,
                findings::add,
                placed -> placed.forEach(one -> ids.add(one.row().id())))) {
            checkFolders(checked, ids, findings);
        }
        new StatesCheck(storage, workspace, findings::add).all(part);
        DataFilesCheck lists = new DataFilesCheck(storage, ledger, workspace, gets, findings::add);
        lists.all(checked);
        RepositoriesCheck repositories = repositories(findings, lists);
        try (Progress.Batch batch = batch(ids.size());
                WorkQueue work = new WorkQueue(settings.inFlight(), threads)) {
            // The faults of these files are reported already.
            rows.read(
                    ids::contains,
                    fault -> {},
                    placed -> placed.forEach(one -> work.add(() -> repositories.checkAll(one, batch))));
        }
        repositories.finish();
        return findings.result();
    }

    /** Nobody knows before what a repository costs to check. */
    private Progress.Batch batch(int repositories) {
        return progress.batch("validating", "repositories", repositories, repositories);
    }

    private RepositoriesCheck repositories(Findings findings, DataFilesCheck lists) {
        Semaphore processors = new Semaphore(lanes.width());
        return new RepositoriesCheck(storage, ledger, lists, workspace, clock, gets, processors, findings);
    }

    private void checkFolders(LongPredicate checked, Set<Long> repositories, Findings findings) {
        for (Table table : Table.values()) {
            String folder = table.folder() + "/";
            storage.listFolders(folder, name -> {
                long id = Layout.repositoryOfFolder(name).orElse(0);
                if (checked.test(id) && !repositories.contains(id)) {
                    findings.add(new Fault(folder + name + "/", "no row of repositories/ has this repository"));
                }
            });
        }
    }
}
