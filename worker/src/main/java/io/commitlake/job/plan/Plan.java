package io.commitlake.job.plan;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryRef;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.StepReport;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/** Looks at every repository once, and freezes the work of a run. */
@Singleton
public final class Plan {
    /**
     * The report of a plan. It isn't part of the plan, which is frozen before all requests are counted.
     *
     * @param leftOut the number of repositories that need no work, by reason
     * @param tokens each token's use by the plan and its remaining budgets
     */
    public record Report(Map<String, Long> leftOut, List<TokenUse> tokens) {}

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final GitHub github;
    private final RepositoryConditions conditions;
    private final PlanStore plans;
    private final StagedStates states;
    private final Workspace workspace;
    private final Clock clock;
    private final Progress progress;
    private final ExecutorService threads;

    Plan(
            Storage storage,
            Ledger ledger,
            GitHub github,
            RepositoryConditions conditions,
            StagedStates states,
            Workspace workspace,
            Clock clock,
            Progress progress,
            @Named("lookups") ExecutorService threads) {
        this.storage = storage;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
        this.github = github;
        this.conditions = conditions;
        this.plans = new PlanStore(storage);
        this.states = states;
        this.workspace = workspace;
        this.clock = clock;
        this.progress = progress;
        this.threads = threads;
    }

    /**
     * Plans a run, or returns its existing plan. Either way, the run's file of {@code repository_states} is in its place
     * afterwards, and the history of runs has the run.
     *
     * @param shards the maximum number of shards
     * @param repositories names of repositories files; empty for all files
     * @throws CommitlakeException of kind USAGE if the run is already planned with other arguments, of kind SETTINGS if
     *     there is no repositories file, or none of a given name, of kind GITHUB if GitHub doesn't answer
     */
    public RunPlan run(Instant snapshot, String run, int shards, List<String> repositories) {
        RunPlan plan = plans.find(run).orElseGet(() -> make(snapshot, run, shards, repositories));
        checked(plan, snapshot, shards, repositories);
        states.publish(plan);
        RunHistory.addPlanned(storage, plan, begun(run));
        plans.renewAsked(plan);
        return plan;
    }

    /** When the plan of a run began: by its report, for a retry may find the plan of an earlier try. */
    private Instant begun(String run) {
        return StepReport.read(storage, run, "plan", Begun.class)
                .map(Begun::begun)
                .orElseGet(clock::instant);
    }

    private record Begun(Instant begun) {}

    private RunPlan make(Instant snapshot, String run, int shards, List<String> repositories) {
        Instant begun = clock.instant();
        Progress.Task task = progress.begin("planning");
        RunPlan plan;
        try {
            task.count(0, "repositories");
            plan = frozen(snapshot, run, shards, repositories, task);
        } finally {
            task.end("");
        }
        StepReport.put(storage, run, "plan", begun, clock.instant(), new Report(plan.leftOut(), github.uses()));
        return plan;
    }

    private RunPlan frozen(Instant snapshot, String run, int shards, List<String> repositories, Progress.Task task) {
        return workspace.within("plan", folder -> {
            try (AssignmentFile file = new AssignmentFile(folder.resolve("assignments.json"))) {
                PlannedRepositories planned = new PlannedRepositories(file, conditions, snapshot, task);
                Optional<DataFile> seen = lookUpAll(snapshot, run, repositories, planned, folder);
                List<RunPlan.ShardEntry> entries = new FrozenShards(plans, run, file, folder)
                        .put(Shards.deal(planned.assignments(), shards), threads);
                return plans.freeze(new RunPlan(
                        run, snapshot, shards, repositories, entries, planned.identities(), planned.leftOut(), seen));
            }
        });
    }

    private static void checked(RunPlan plan, Instant snapshot, int shards, List<String> repositories) {
        if (!plan.matches(snapshot, shards, repositories)) {
            throw CommitlakeException.usage("the run \"" + plan.run() + "\" is already planned, with --snapshot "
                    + plan.snapshot() + ", --shards " + plan.shardsAsked()
                    + (plan.repositoriesAsked().isEmpty()
                            ? " and all repositories"
                            : " and --repositories " + String.join(" ", plan.repositoriesAsked()))
                    + ": give the same arguments, or another --run");
        }
    }

    /**
     * Asks GitHub for the repositories that may have something to export. Returns the staged file of
     * {@code repository_states}; empty if GitHub was asked for no repository.
     */
    private Optional<DataFile> lookUpAll(
            Instant snapshot, String run, List<String> repositories, PlannedRepositories planned, Path folder) {
        Decisions decisions = new Decisions(ledger, storage, conditions, snapshot, run);
        Set<Long> lost = stillLost(repositories, decisions);
        Path local = folder.resolve("repository_states.parquet");
        try (StatesWriter writer = new StatesWriter(local, run, snapshot);
                LookUps lookUps = new LookUps(github, decisions, clock, threads, seen -> {
                    writer.add(seen.row().id(), seen.lookup(), seen.at());
                    planned.add(seen.row().id(), seen.decision());
                })) {
            forEachRow(
                    repositories,
                    row -> decisions
                            .withoutAsking(row)
                            .ifPresentOrElse(
                                    planned::add,
                                    () -> lookUps.add(
                                            row,
                                            lost.contains(row.id())
                                                    ? Optional.of(decisions.stillLost(row))
                                                    : Optional.empty())));
            lookUps.finish();
            planned.changeConditions();
            Optional<DataFile> file = writer.finish();
            file.ifPresent(written -> states.stage(run, written, local));
            return file;
        }
    }

    /** The repositories that were gone or blocked, for which the plan asks again, and that no token sees yet. */
    private Set<Long> stillLost(List<String> repositories, Decisions decisions) {
        if (!decisions.isAnyAskedAgain()) {
            return Set.of();
        }
        List<RepositoryRef> again = new ArrayList<>();
        forEachRow(repositories, row -> {
            if (decisions.wasLost(row) && decisions.withoutAsking(row).isEmpty()) {
                again.add(new RepositoryRef(row.id(), row.nodeId()));
            }
        });
        List<List<RepositoryRef>> batches =
                again.stream().gather(Gatherers.windowFixed(GitHub.BATCH)).toList();
        return Parallel.map(threads, batches, github::stillHidden).stream()
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    private void forEachRow(List<String> repositories, Consumer<Repository> each) {
        RepositorySelection.forEachRow(tables, repositories, storage.location(), each);
    }
}
