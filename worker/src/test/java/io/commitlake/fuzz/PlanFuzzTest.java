package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.dataset.parquet.Micros;
import io.commitlake.github.RepositoryRef;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.model.Assignment;
import io.commitlake.model.DataFile;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/** Plans and their shards. */
@Tag("jazzer")
class PlanFuzzTest {
    @FuzzTest
    void read(byte[] record) {
        PlanStore plans = new PlanStore(OneObject.holding(record));
        Foreign.read(() -> {
            RunPlan plan = plans.of("r", FuzzedGitHub.CLOCK.instant());
            plan.matches(plan.snapshot(), plan.shardsAsked(), plan.repositoriesAsked());
            plan.states().ifPresent(DataFile::key);
            if (!plan.shards().isEmpty()) {
                plans.shard(plan, 0);
            }
        });
        // The shard's hash is right, so its content is read.
        RunPlan.ShardEntry entry = new RunPlan.ShardEntry(0, "", 1, Sha256.of(record));
        RunPlan plan = new RunPlan(
                "r", FuzzedGitHub.CLOCK.instant(), 1, List.of(), List.of(entry), List.of(), Map.of(), Optional.empty());
        Foreign.read(() -> plans.shard(plan, 0).assignments().forEach(PlanFuzzTest::use));
    }

    private static void use(Assignment assignment) {
        RepositoryRef.of(assignment);
        assignment.last().ifPresent(last -> Micros.of(last.at()));
        Foreign.check(assignment.kilobytes().orElse(0) >= 0, "a repository takes less than no disk");
        FuzzedGitHub.withToken(new byte[0]).client().fetchedFrom(assignment.url(), "");
    }
}
