package io.commitlake.job.forget;

import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.StagedStates;
import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.ForgottenRepositories;
import io.commitlake.model.Assignment;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes repositories from the plans and reports of all runs. A plan stays the plan of its run, without these
 * repositories: its tasks may be repeated, and do what is left.
 */
final class RunRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecords.class);

    /** Number of runs that are read at once. */
    private static final int RUNS = 16;

    private final Storage storage;
    private final PlanStore plans;
    private final StagedStates states;
    private final ExecutorService threads;

    RunRecords(Storage storage, Workspace workspace, ExecutorService threads) {
        this.storage = storage;
        this.plans = new PlanStore(storage);
        this.states = new StagedStates(storage, workspace);
        this.threads = threads;
    }

    /**
     * Removes repositories. Also removes from plans what they have of others that are forgotten: a removal of those, at
     * the same time, doesn't know the shards that this one puts.
     *
     * @param names the names by which reports may know the repositories, besides those in the plans
     * @param forgotten all forgotten repositories
     * @return whether all is removed; if not, objects are left that a planner may still need
     */
    boolean remove(Set<Long> repositories, Set<String> names, Set<Long> forgotten) {
        Set<String> runs = new TreeSet<>();
        storage.listFolders(Layout.PLANS, runs::add);
        storage.listFolders(Layout.REPORTS, runs::add);
        AtomicBoolean all = new AtomicBoolean(true);
        Parallel.mapInBatches(threads, RUNS, List.copyOf(runs), run -> {
            if (!removeFrom(run, repositories, names, forgotten)) {
                all.set(false);
            }
            return run;
        });
        return all.get();
    }

    private boolean removeFrom(String run, Set<Long> repositories, Set<String> names, Set<Long> forgotten) {
        String planKey = Layout.PLANS + run + "/" + Layout.PLAN_NAME;
        Optional<RunPlan> plan = readable(planKey, RunPlan.class);
        Map<String, RunPlan.Shard> shards = shardsWith(run, forgotten);
        Set<Long> removed = new HashSet<>(repositories);
        Set<String> known = new HashSet<>(names);
        shards.values()
                .forEach(shard -> shard.assignments().stream()
                        .filter(assignment -> forgotten.contains(assignment.repository()))
                        .forEach(assignment -> {
                            removed.add(assignment.repository());
                            known.addAll(RepositoryNames.of(assignment));
                        }));
        plan.ifPresent(held -> held.identities().stream()
                .filter(identity -> forgotten.contains(identity.repository()))
                .forEach(identity -> {
                    removed.add(identity.repository());
                    known.add(identity.fullName());
                    identity.replaced().ifPresent(known::add);
                }));
        // While the plan has the names: a repetition after a kill finds them there.
        new Reports(storage).remove(Layout.REPORTS + run + "/", removed, known);
        if (plan.isPresent()) {
            states.publish(plan.get());
            List<String> asked = asked(plan.get(), new Mentions(removed, known));
            replaceShards(plan.get(), planKey, shards, removed, asked);
            if (!asked.isEmpty()) {
                RunHistory.setAsked(storage, run, asked);
            }
            return true;
        }
        return removeAbandoned(run, shards.keySet());
    }

    /** The shards of a run, of its plan or of one that wasn't frozen, that have any of the repositories. */
    private Map<String, RunPlan.Shard> shardsWith(String run, Set<Long> repositories) {
        List<String> keys = new ArrayList<>();
        storage.list(Layout.PLANS + run + "/" + Layout.SHARDS_NAME, listed -> keys.add(listed.key()));
        Map<String, RunPlan.Shard> found = new HashMap<>();
        for (String key : keys) {
            readable(key, RunPlan.Shard.class)
                    .filter(shard -> shard.assignments().stream()
                            .anyMatch(assignment -> repositories.contains(assignment.repository())))
                    .ifPresent(shard -> found.put(key, shard));
        }
        return found;
    }

    private <T> Optional<T> readable(String key, Class<T> type) {
        try {
            return JsonRecords.read(storage, key, type);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            LOG.warn("It may name a forgotten repository; remove it by hand: {}", failed.getMessage());
            return Optional.empty();
        }
    }

    /** What the plan was asked for, without the names of the repositories. */
    private static List<String> asked(RunPlan plan, Mentions mentions) {
        return plan.repositoriesAsked().stream()
                .map(word -> mentions.in(word) ? RunPlan.FORGOTTEN : word)
                .toList();
    }

    /** First the new shards, then the plan that names them, then the old shards: readers find a whole plan throughout. */
    private void replaceShards(
            RunPlan plan,
            String planKey,
            Map<String, RunPlan.Shard> shards,
            Set<Long> repositories,
            List<String> asked) {
        Map<String, RunPlan.ShardEntry> replaced = new HashMap<>();
        for (RunPlan.ShardEntry entry : plan.shards()) {
            RunPlan.Shard old = shards.get(Layout.shard(plan.run(), entry.sha256()));
            if (old != null) {
                List<Assignment> left = old.assignments().stream()
                        .filter(assignment -> !repositories.contains(assignment.repository()))
                        .toList();
                byte[] content = Json.writeCompact(new RunPlan.Shard(left));
                String sha256 = Sha256.of(content);
                storage.put(Layout.shard(plan.run(), sha256), content);
                replaced.put(
                        entry.sha256(), new RunPlan.ShardEntry(entry.number(), entry.label(), left.size(), sha256));
            }
        }
        plans.change(
                planKey,
                held -> held.with(
                        asked,
                        held.shards().stream()
                                .map(entry -> replaced.getOrDefault(entry.sha256(), entry))
                                .toList(),
                        held.identities().stream()
                                .filter(identity -> !repositories.contains(identity.repository()))
                                .toList()));
        shards.keySet().forEach(storage::delete);
    }

    /**
     * Removes what a planner has put that died before it froze a plan. A planner that is still running would freeze a
     * plan with shards that are gone, so younger objects stay; merges look again once they are older.
     *
     * @return whether none is left
     */
    private boolean removeAbandoned(String run, Set<String> shards) {
        List<String> keys = new ArrayList<>(shards);
        storage.list(Layout.PLANS + run + "/" + Layout.STATES_NAME, listed -> keys.add(listed.key()));
        boolean none = true;
        for (String key : keys) {
            Optional<Duration> age = storage.age(key);
            if (age.isPresent() && age.get().compareTo(ForgottenRepositories.LATE) > 0) {
                storage.delete(key);
            } else if (age.isPresent()) {
                none = false;
            }
        }
        return none;
    }
}
