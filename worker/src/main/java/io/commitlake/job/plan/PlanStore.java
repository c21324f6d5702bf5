package io.commitlake.job.plan;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.Optional;

/** The frozen plans in the store. */
public final class PlanStore {
    private final Storage storage;

    public PlanStore(Storage storage) {
        this.storage = storage;
    }

    Optional<RunPlan> find(String run) {
        return JsonRecords.read(storage, Layout.plan(run), RunPlan.class, plan -> {
            if (!plan.run().equals(run)) {
                throw new IllegalArgumentException("it is of the run \"" + plan.run() + "\"");
            }
        });
    }

    /**
     * A run's plan.
     *
     * @throws CommitlakeException of kind SETTINGS where there is none; of kind USAGE where it is for another snapshot
     */
    public RunPlan of(String run, Instant snapshot) {
        RunPlan plan = find(run)
                .orElseThrow(() ->
                        CommitlakeException.settings("the run \"" + run + "\" has no plan in " + storage.location()
                                + ": make it with `commitlake plan --snapshot " + snapshot + " --run " + run + "`"));
        if (!plan.snapshot().equals(snapshot)) {
            throw CommitlakeException.usage("the run \"" + run + "\" is planned for the snapshot " + plan.snapshot()
                    + ", not for " + snapshot + ": give that one, or plan another --run");
        }
        return plan;
    }

    /**
     * A shard of a plan.
     *
     * @throws CommitlakeException of kind SETTINGS where the plan has no such shard, or the store has another content of it
     *     than the plan names
     */
    public RunPlan.Shard shard(RunPlan plan, int number) {
        RunPlan.ShardEntry entry = plan.shards().stream()
                .filter(shard -> shard.number() == number)
                .findFirst()
                .orElseThrow(() -> CommitlakeException.settings("the run \"" + plan.run() + "\" has no shard " + number
                        + ": its shards are 0 to " + (plan.shards().size() - 1)));
        String key = Layout.shard(plan.run(), entry.sha256());
        byte[] content = storage.get(key)
                .map(Storage.Stored::content)
                .orElseThrow(() -> CommitlakeException.settings(
                        "the shard " + number + " of the run \"" + plan.run() + "\" isn't in the store (" + key + ")"));
        if (!Sha256.of(content).equals(entry.sha256())) {
            throw CommitlakeException.settings("the shard " + number + " of the run \"" + plan.run()
                    + "\" isn't the one that its plan names: " + key + " has the SHA-256 " + Sha256.of(content)
                    + ", for somebody changed it; plan anew, under another --run");
        }
        return JsonRecords.parse(storage, key, content, RunPlan.Shard.class);
    }

    /** Puts a shard under its hash. */
    void put(String run, String sha256, RunPlan.Shard shard) {
        storage.put(Layout.shard(run, sha256), Json.write(shard));
    }

    /** Puts the plan, and gives the one that holds: this one, or the one that came first. */
    public RunPlan freeze(RunPlan plan) {
        return storage.putIfAbsent(Layout.plan(plan.run()), Json.write(plan))
                ? plan
                : find(plan.run()).orElseThrow();
    }
}
