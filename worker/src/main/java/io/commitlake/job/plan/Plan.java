package io.commitlake.job.plan;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RepositoryRef;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.Json;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks at every repository once, and freezes the work of a run. */
@Singleton
public final class Plan {
    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final GitHub github;
    private final RepositoryConditions conditions;
    private final PlanStore plans;
    private final StagedStates states;
    private final Workspace workspace;
    private final Clock clock;

    Plan(
            Storage storage,
            Ledger ledger,
            GitHub github,
            RepositoryConditions conditions,
            StagedStates states,
            Workspace workspace,
            Clock clock) {
        this.storage = storage;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
        this.github = github;
        this.conditions = conditions;
        this.plans = new PlanStore(storage);
        this.states = states;
        this.workspace = workspace;
        this.clock = clock;
    }

    /**
     * Plans a run, or returns its existing plan. Either way, the run's file of {@code repository_states} is in its place
     * afterwards.
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
        return plan;
    }

    private RunPlan make(Instant snapshot, String run, int shards, List<String> repositories) {
        PlannedRepositories planned = new PlannedRepositories(ledger, conditions, storage, snapshot, run, opened());
        Optional<DataFile> seen = workspace.within("plan", folder -> {
            Path local = folder.resolve("repository_states.parquet");
            try (StatesWriter writer = new StatesWriter(local, run, snapshot)) {
                lookUpAll(repositories, planned, writer);
                Optional<DataFile> file = writer.finish();
                file.ifPresent(written -> states.stage(run, written, local));
                return file;
            }
        });
        return freeze(snapshot, run, shards, repositories, planned, seen);
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

    private Set<Long> opened() {
        Set<Long> opened = new TreeSet<>();
        ledger.forEachOpen(export -> opened.add(export.repository()));
        return opened;
    }

    /** Asks GitHub for the repositories that may have something to export, one full request at a time. */
    private void lookUpAll(List<String> repositories, PlannedRepositories planned, StatesWriter writer) {
        List<Repository> asked = new ArrayList<>();
        RepositorySelection.forEachRow(tables, repositories, storage.location(), row -> {
            if (!planned.settledWithoutAsking(row)) {
                asked.add(row);
            }
            if (asked.size() == github.lookUpsPerRequest()) {
                lookUp(asked, planned, writer);
                asked.clear();
            }
        });
        lookUp(asked, planned, writer);
    }

    private void lookUp(List<Repository> asked, PlannedRepositories planned, StatesWriter writer) {
        List<Lookup> lookups = github.lookUp(asked.stream()
                .map(row -> new RepositoryRef(row.id(), row.nodeId()))
                .toList());
        Instant seenAt = clock.instant();
        for (int i = 0; i < asked.size(); i++) {
            Repository row = asked.get(i);
            writer.add(row.id(), lookups.get(i), seenAt);
            planned.add(row, row.nodeId().orElse(""), lookups.get(i));
        }
    }

    private RunPlan freeze(
            Instant snapshot,
            String run,
            int shards,
            List<String> repositories,
            PlannedRepositories planned,
            Optional<DataFile> seen) {
        List<RunPlan.ShardEntry> entries = new ArrayList<>();
        for (List<Shards.Costed> dealt : Shards.deal(planned.assignments(), shards)) {
            RunPlan.Shard shard = new RunPlan.Shard(
                    dealt.stream().map(Shards.Costed::assignment).toList());
            String sha256 = Sha256.of(Json.write(shard));
            plans.put(run, sha256, shard);
            entries.add(new RunPlan.ShardEntry(entries.size(), label(entries.size(), dealt), dealt.size(), sha256));
        }
        return plans.freeze(new RunPlan(
                run, snapshot, shards, repositories, entries, planned.identities(), planned.leftOut(), seen));
    }

    private static String label(int number, List<Shards.Costed> dealt) {
        if (dealt.isEmpty()) {
            return "shard " + number + ": nothing to do";
        }
        long commits = dealt.stream().mapToLong(Shards.Costed::commits).sum();
        return "shard " + number + ": " + dealt.size() + (dealt.size() == 1 ? " repository, " : " repositories, ")
                + CommitEstimate.words(commits);
    }
}
