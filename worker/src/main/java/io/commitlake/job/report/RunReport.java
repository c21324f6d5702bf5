package io.commitlake.job.report;

import io.commitlake.dataset.Fault;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.export.RepositoryWork;
import io.commitlake.job.export.ShardReport;
import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.model.RunPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as its report shows it: of long lists, the first entries and the number of all.
 *
 * @param dataset the dataset's location
 * @param plan the run's plan
 * @param written when this report was made
 * @param steps the times of the steps other than the shards, as far as they are known
 * @param shards the shards that put a report, by number
 * @param outcomes the number of repositories, by outcome
 * @param tables what the run added, by table
 * @param merged the number of repositories whose row the merge set; empty if there is no report of a merge
 * @param troubled the first repositories that failed or can't be exported as they are
 * @param rewritten the first repositories whose branch was rewritten
 * @param slowest the slowest repositories, slowest first
 * @param largest the largest repositories, largest first
 * @param validation what the validation found; empty if there is no report of one
 * @param tokens the use of each token by all steps, and the budgets that the last one reported
 * @param formats the formats that the workers write
 * @param history this run and the ones before it
 */
public record RunReport(
        String dataset,
        RunPlan plan,
        Instant written,
        RunSummary summary,
        List<Step> steps,
        List<Shard> shards,
        Map<String, Long> outcomes,
        Map<String, Added> tables,
        Optional<Long> merged,
        List<RepositoryWork> troubled,
        List<RepositoryWork> rewritten,
        List<RepositoryWork> slowest,
        List<RepositoryWork> largest,
        Optional<Validation> validation,
        List<TokenUse> tokens,
        List<String> formats,
        RunHistory history) {
    /** A step and its time. */
    public record Step(String name, Instant begun, Instant ended) {}

    /** A shard, its label in the plan, and its tries. */
    public record Shard(int number, String label, List<ShardReport.Try> tries) {}

    /**
     * What a run added to a table.
     *
     * @param bytes the files' size; empty if the run isn't merged
     */
    public record Added(long files, long rows, Optional<Long> bytes) {
        Added plus(Added more) {
            return new Added(
                    files + more.files,
                    rows + more.rows,
                    bytes.flatMap(some -> more.bytes.map(others -> some + others)));
        }
    }

    /**
     * What the validation of a run found.
     *
     * @param parts the number of its parts that ended
     * @param shown the first faults
     * @param unfinished the number of exports that weren't validated because they are unfinished
     */
    public record Validation(
            int parts,
            boolean whole,
            long repositories,
            long files,
            long commits,
            long faults,
            List<Fault> shown,
            long unfinished) {}
}
