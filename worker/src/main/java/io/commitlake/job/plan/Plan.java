package io.commitlake.job.plan;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RepositoryRef;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
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

    Plan(Storage storage, Ledger ledger, GitHub github, RepositoryConditions conditions) {
        this.storage = storage;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
        this.github = github;
        this.conditions = conditions;
        this.plans = new PlanStore(storage);
    }

    /**
     * Plans a run, or returns its existing plan.
     *
     * @param shards the maximum number of shards
     * @param repositories names of repositories files; empty for all files
     * @throws CommitlakeException of kind USAGE if the run is already planned with other arguments, of kind SETTINGS if
     *     there is no repositories file, or none of a given name, of kind GITHUB if GitHub doesn't answer
     */
    public RunPlan run(Instant snapshot, String run, int shards, List<String> repositories) {
        Optional<RunPlan> frozen = plans.find(run);
        if (frozen.isPresent()) {
            return checked(frozen.get(), snapshot, shards, repositories);
        }
        List<Repository> rows = RepositorySelection.read(tables, repositories, storage.location()).values().stream()
                .flatMap(List::stream)
                .toList();
        PlannedRepositories planned = new PlannedRepositories(ledger, conditions, storage, snapshot, run, opened());
        lookUp(rows, planned);
        RunPlan plan = freeze(snapshot, run, shards, repositories, planned);
        return checked(plan, snapshot, shards, repositories);
    }

    private static RunPlan checked(RunPlan plan, Instant snapshot, int shards, List<String> repositories) {
        if (!plan.matches(snapshot, shards, repositories)) {
            throw CommitlakeException.usage("the run \"" + plan.run() + "\" is already planned, with --snapshot "
                    + plan.snapshot() + ", --shards " + plan.shardsAsked()
                    + (plan.repositoriesAsked().isEmpty()
                            ? " and all repositories"
                            : " and --repositories " + String.join(" ", plan.repositoriesAsked()))
                    + ": give the same arguments, or another --run");
        }
        return plan;
    }

    private Set<Long> opened() {
        Set<Long> opened = new TreeSet<>();
        ledger.forEachOpen(export -> opened.add(export.repository()));
        return opened;
    }

    /** Asks GitHub for the repositories that may have something to export. */
    private void lookUp(List<Repository> rows, PlannedRepositories planned) {
        List<Repository> asked =
                rows.stream().filter(row -> !planned.settledWithoutAsking(row)).toList();
        List<Lookup> lookups = github.lookUp(asked.stream()
                .map(row -> new RepositoryRef(row.id(), row.nodeId()))
                .toList());
        for (int i = 0; i < asked.size(); i++) {
            planned.add(asked.get(i), asked.get(i).nodeId().orElse(""), lookups.get(i));
        }
    }

    private RunPlan freeze(
            Instant snapshot, String run, int shards, List<String> repositories, PlannedRepositories planned) {
        List<RunPlan.ShardEntry> entries = new ArrayList<>();
        for (List<Shards.Costed> dealt : Shards.deal(planned.assignments(), shards)) {
            RunPlan.Shard shard = new RunPlan.Shard(
                    dealt.stream().map(Shards.Costed::assignment).toList());
            String sha256 = Sha256.of(Json.write(shard));
            plans.put(run, sha256, shard);
            entries.add(new RunPlan.ShardEntry(entries.size(), label(entries.size(), dealt), dealt.size(), sha256));
        }
        return plans.freeze(
                new RunPlan(run, snapshot, shards, repositories, entries, planned.identities(), planned.leftOut()));
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
