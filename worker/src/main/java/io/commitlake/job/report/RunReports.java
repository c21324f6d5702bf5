package io.commitlake.job.report;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.export.ShardReport;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.job.runs.Verdict;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.StepReport;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.Layout;
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
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads the report of a run from what its steps put. It may run at any time, and again: a step that hasn't put its report
 * yet is shown as missing. In memory are the reports of {@link #BATCH} shards at once.
 */
@Singleton
public final class RunReports {
    private static final int BATCH = 16;

    private final Storage storage;
    private final PlanStore plans;
    private final Workspace workspace;
    private final Clock clock;
    private final ExecutorService gets;

    RunReports(Storage storage, Workspace workspace, Clock clock, @Named("puts") ExecutorService gets) {
        this.storage = storage;
        this.plans = new PlanStore(storage);
        this.workspace = workspace;
        this.clock = clock;
        this.gets = gets;
    }

    /**
     * Reads the reports of a run's steps, and adds the run to the history.
     *
     * @throws CommitlakeException of kind SETTINGS if the run has no plan
     */
    public RunReport read(String run) {
        RunPlan plan = plans.find(run)
                .orElseThrow(() -> CommitlakeException.settings("the run \"" + run + "\" has no plan in "
                        + storage.location() + ": name a run that was planned there"));
        List<RunReport.Step> steps = new ArrayList<>();
        TokenSum tokens = new TokenSum();
        StepReport.read(storage, run, "plan", PlanReport.class).ifPresent(planned -> {
            steps.add(new RunReport.Step("plan", planned.begun(), planned.ended()));
            tokens.add(planned.tokens(), planned.ended());
        });
        ShardSum sum = new ShardSum();
        inBatches(plan.shards(), entry -> ShardReport.read(storage, run, entry.number()))
                .forEach(found -> found.report().ifPresent(report -> sum.add(found.entry(), report, tokens)));
        Optional<MergeReport> merge = StepReport.read(storage, run, "merge", MergeReport.class);
        merge.ifPresent(one -> steps.add(new RunReport.Step("merge", one.begun(), one.ended())));
        ValidationSum validation = new ValidationSum();
        StepReport.read(storage, run, "validate", ValidationSum.Report.class)
                .ifPresent(one -> validation.add("validate", one));
        inBatches(
                        plan.shards(),
                        entry ->
                                StepReport.read(storage, run, "validate-" + entry.number(), ValidationSum.Report.class))
                .forEach(found -> found.report()
                        .ifPresent(one ->
                                validation.add("validate " + found.entry().number(), one)));
        steps.addAll(validation.steps);
        Map<String, RunReport.Added> merged = merge.isPresent() ? dataFiles(run) : Map.of();
        RunSummary summary = summary(plan, steps, sum, tokens, merge.isPresent(), validation);
        RunHistory history = RunHistory.add(storage, summary);
        plans.renewAsked(plan);
        return new RunReport(
                storage.location(),
                plan,
                clock.instant(),
                summary,
                steps,
                sum.shards,
                sum.outcomes,
                merged.isEmpty() ? sum.tables : merged,
                merge.map(MergeReport::merged),
                sum.troubled,
                sum.rewritten,
                sum.slowest,
                sum.largest,
                validation.result(plan.shards().size()),
                tokens.uses(),
                List.copyOf(sum.formats),
                history.reported());
    }

    private RunSummary summary(
            RunPlan plan,
            List<RunReport.Step> steps,
            ShardSum sum,
            TokenSum tokens,
            boolean merged,
            ValidationSum validation) {
        List<ShardReport.Try> tries =
                sum.shards.stream().flatMap(shard -> shard.tries().stream()).toList();
        Instant now = clock.instant();
        Instant begun = Stream.concat(
                        steps.stream().map(RunReport.Step::begun),
                        tries.stream().map(ShardReport.Try::begun))
                .min(Instant::compareTo)
                .orElse(now);
        Instant ended = Stream.concat(
                        steps.stream().map(RunReport.Step::ended),
                        tries.stream().map(ShardReport.Try::ended))
                .max(Instant::compareTo)
                .orElse(now);
        boolean whole = sum.shards.size() == plan.shards().size()
                && merged
                && validation.isWhole(plan.shards().size());
        return new RunSummary(
                plan.run(),
                plan.snapshot(),
                begun,
                ended,
                validation.faults() > 0
                        ? Verdict.FAULTY
                        : !whole ? Verdict.INCOMPLETE : sum.failed > 0 ? Verdict.FAILURES : Verdict.COMPLETE,
                plan.repositoriesAsked(),
                plan.shards().size(),
                sum.shards.size(),
                plan.shards().stream()
                        .mapToLong(RunPlan.ShardEntry::repositories)
                        .sum(),
                sum.failed,
                sum.unwell,
                sum.exports,
                sum.commits,
                sum.rows,
                sum.bytes,
                tokens.requests(),
                validation.faults());
    }

    /** What the run's merge listed, by table. Unlike the shards, it counts what an earlier run left to merge. */
    private Map<String, RunReport.Added> dataFiles(String run) {
        String key = Layout.dataFiles(run);
        return workspace.within("report", folder -> {
            Path local = folder.resolve("data_files.parquet");
            Map<String, RunReport.Added> tables = new TreeMap<>();
            if (storage.download(key, local)) {
                try (DataFilesReader rows = new DataFilesReader(key, local)) {
                    for (DataFileRow row = rows.next(); row != null; row = rows.next()) {
                        RunReport.Added one = new RunReport.Added(1, row.rows(), Optional.of(row.bytes()));
                        tables.merge(row.table(), one, RunReport.Added::plus);
                    }
                }
            }
            return tables;
        });
    }

    private record PlanReport(Instant begun, Instant ended, List<TokenUse> tokens) {}

    private record MergeReport(Instant begun, Instant ended, long merged) {}

    private record Found<T>(RunPlan.ShardEntry entry, Optional<T> report) {}

    private <T> Stream<Found<T>> inBatches(
            List<RunPlan.ShardEntry> entries, Function<RunPlan.ShardEntry, Optional<T>> find) {
        return Parallel.inBatches(gets, BATCH, entries, entry -> new Found<>(entry, find.apply(entry)));
    }
}
