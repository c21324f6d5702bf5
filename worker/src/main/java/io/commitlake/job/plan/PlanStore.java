package io.commitlake.job.plan;

import io.commitlake.job.runs.RunHistory;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The store's frozen plans. */
public final class PlanStore {
    private final Storage storage;

    public PlanStore(Storage storage) {
        this.storage = storage;
    }

    /** Reads a run's plan; empty if there is none. */
    public Optional<RunPlan> find(String run) {
        return JsonRecords.read(storage, Layout.plan(run), RunPlan.class, plan -> {
            if (!plan.run().equals(run)) {
                throw new IllegalArgumentException("it belongs to the run \"" + plan.run() + "\"");
            }
        });
    }

    /**
     * Reads a run's plan.
     *
     * @throws CommitlakeException of kind SETTINGS if there is none; of kind USAGE if it is for another snapshot
     */
    public RunPlan of(String run, Instant snapshot) {
        RunPlan plan = find(run)
                .orElseThrow(() ->
                        CommitlakeException.settings("the run \"" + run + "\" has no plan in " + storage.location()
                                + ": make it with `commitlake plan --snapshot " + snapshot + " --run " + run + "`"));
        if (!plan.snapshot().equals(snapshot)) {
            throw CommitlakeException.usage("the run \"" + run + "\" is planned for the snapshot " + plan.snapshot()
                    + ", not for " + snapshot + ": give that snapshot, or plan another --run");
        }
        return plan;
    }

    /**
     * Reads a shard of a plan.
     *
     * @throws CommitlakeException of kind SETTINGS if the plan has no such shard, if the shard is missing, or if its
     *     hash differs from the one in the plan
     */
    public RunPlan.Shard shard(RunPlan plan, int number) {
        RunPlan.ShardEntry entry = plan.shards().stream()
                .filter(shard -> shard.number() == number)
                .findFirst()
                .orElseThrow(() -> CommitlakeException.settings("the run \"" + plan.run() + "\" has no shard " + number
                        + ": its shards are 0 to " + (plan.shards().size() - 1)));
        String key = Layout.shard(plan.run(), entry.sha256());
        Optional<byte[]> stored = storage.get(key).map(Storage.Stored::content);
        if (stored.isEmpty()) {
            // The removal of a forgotten repository may have replaced the shard since the plan was read.
            Optional<RunPlan> now =
                    find(plan.run()).filter(held -> !held.shards().contains(entry));
            if (now.isPresent()) {
                return shard(now.get(), number);
            }
        }
        byte[] content = stored.orElseThrow(() -> CommitlakeException.settings("shard " + number + " of the run \""
                + plan.run() + "\" isn't in the store (" + key + "); plan again, with another --run"));
        if (!Sha256.of(content).equals(entry.sha256())) {
            throw CommitlakeException.settings("shard " + number + " of the run \"" + plan.run()
                    + "\" differs from the one in its plan: somebody has changed " + key + ", whose SHA-256 is now "
                    + Sha256.of(content) + "; plan again, with another --run");
        }
        return JsonRecords.parse(storage, key, content, RunPlan.Shard.class);
    }

    /**
     * Sets in the history of runs what a run was asked for, as its plan says it now. Call this after adding the run: a
     * repository may have been forgotten since the plan was read.
     */
    public void renewAsked(RunPlan read) {
        if (!read.repositoriesAsked().isEmpty()) {
            find(read.run()).ifPresent(now -> RunHistory.setAsked(storage, now.run(), now.repositoriesAsked()));
        }
    }

    /**
     * Changes a frozen plan, to remove a forgotten repository from it. Does nothing if there is no plan. If another
     * process changes it meanwhile, changes the plan that it made.
     */
    public void change(String key, UnaryOperator<RunPlan> change) {
        boolean done = false;
        while (!done) {
            Optional<Storage.Stored> stored = storage.get(key);
            if (stored.isEmpty()) {
                return;
            }
            RunPlan before = JsonRecords.parse(storage, key, stored.get().content(), RunPlan.class);
            RunPlan after = change.apply(before);
            done = after.equals(before)
                    || storage.putIfMatch(key, Json.write(after), stored.get().version());
        }
    }

    /** Puts a shard, a local file, under its hash. */
    void put(String run, String sha256, Path shard) {
        storage.put(Layout.shard(run, sha256), shard);
    }

    /** Puts the plan unless the run has one, and returns the plan that holds. */
    public RunPlan freeze(RunPlan plan) {
        return storage.putIfAbsent(Layout.plan(plan.run()), Json.write(plan))
                ? plan
                : find(plan.run()).orElseThrow();
    }
}
