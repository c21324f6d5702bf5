package io.commitlake.job.runs;

import io.commitlake.model.RunPlan;
import java.time.Instant;
import java.util.List;

/**
 * What a run came to, in a few numbers.
 *
 * @param repositoriesAsked the repositories files and the repositories that the run was asked for; empty for all
 * @param shards the number of the run's shards
 * @param reported the number of those that put a report, and so came to their end
 * @param repositories the number of repositories in the shards
 * @param failed the number of repositories that failed
 * @param unwell the number of repositories that can't be exported as they are
 * @param requests the number of requests to GitHub
 * @param faults the number of faults that validation found
 */
public record RunSummary(
        String run,
        Instant snapshot,
        Instant begun,
        Instant ended,
        Verdict verdict,
        List<String> repositoriesAsked,
        int shards,
        int reported,
        long repositories,
        long failed,
        long unwell,
        long exports,
        long commits,
        long rows,
        long bytes,
        long requests,
        long faults) {
    RunSummary withAsked(List<String> asked) {
        return new RunSummary(
                run,
                snapshot,
                begun,
                ended,
                verdict,
                asked,
                shards,
                reported,
                repositories,
                failed,
                unwell,
                exports,
                commits,
                rows,
                bytes,
                requests,
                faults);
    }

    /** The summary of a run that was planned just now. */
    static RunSummary planned(RunPlan plan, Instant at) {
        return new RunSummary(
                plan.run(),
                plan.snapshot(),
                at,
                at,
                Verdict.PLANNED,
                plan.repositoriesAsked(),
                plan.shards().size(),
                0,
                plan.shards().stream()
                        .mapToLong(RunPlan.ShardEntry::repositories)
                        .sum(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }
}
