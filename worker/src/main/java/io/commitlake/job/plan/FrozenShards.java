package io.commitlake.job.plan;

import io.commitlake.job.work.Parallel;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.model.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Puts the shards of a plan, several at once. */
final class FrozenShards {
    private final PlanStore plans;
    private final String run;
    private final AssignmentFile assignments;
    private final Path folder;

    /** A shard before it is put. */
    private record Dealt(int number, List<Shards.Costed> repositories) {}

    /** Puts shards of a run with the assignments in a file, and uses a local folder for that. */
    FrozenShards(PlanStore plans, String run, AssignmentFile assignments, Path folder) {
        this.plans = plans;
        this.run = run;
        this.assignments = assignments;
        this.folder = folder;
    }

    /** Puts the shards, and returns their entries for the plan. */
    List<RunPlan.ShardEntry> put(List<List<Shards.Costed>> shards, ExecutorService threads) {
        assignments.flush();
        List<Dealt> dealt = new ArrayList<>();
        for (List<Shards.Costed> repositories : shards) {
            dealt.add(new Dealt(dealt.size(), repositories));
        }
        return Parallel.map(threads, dealt, this::put);
    }

    private RunPlan.ShardEntry put(Dealt shard) {
        Path local = folder.resolve("shard-" + shard.number() + ".json");
        assignments.writeShard(
                shard.repositories().stream().map(Shards.Costed::place).toList(), local);
        try {
            String sha256 = Sha256.of(local);
            plans.put(run, sha256, local);
            Files.delete(local);
            return new RunPlan.ShardEntry(
                    shard.number(), label(shard), shard.repositories().size(), sha256);
        } catch (IOException failed) {
            throw CommitlakeException.repository("can't read " + local + ": " + FailureText.of(failed), failed);
        }
    }

    private static String label(Dealt shard) {
        int number = shard.number();
        int repositories = shard.repositories().size();
        if (repositories == 0) {
            return "shard " + number + ": nothing to do";
        }
        long commits =
                shard.repositories().stream().mapToLong(Shards.Costed::commits).sum();
        return "shard " + number + ": " + Units.count(repositories, "repository", "repositories") + ", "
                + CommitEstimate.words(commits);
    }
}
