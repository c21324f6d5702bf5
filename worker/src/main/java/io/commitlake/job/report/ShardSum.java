package io.commitlake.job.report;

import io.commitlake.job.export.RepositoryWork;
import io.commitlake.job.export.ShardReport;
import io.commitlake.job.export.TableTotal;
import io.commitlake.model.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds up the reports of a run's shards. Holds a bounded number of repositories, however many the shards have. */
final class ShardSum {
    /** The number of repositories that a report lists with their error, and that of rewritten ones. */
    static final int MOST_LISTED = 200;

    final List<RunReport.Shard> shards = new ArrayList<>();
    final Map<String, Long> outcomes = new TreeMap<>();
    final Map<String, RunReport.Added> tables = new TreeMap<>();
    final List<RepositoryWork> troubled = new ArrayList<>();
    final List<RepositoryWork> rewritten = new ArrayList<>();
    final TreeSet<String> formats = new TreeSet<>();
    List<RepositoryWork> slowest = List.of();
    List<RepositoryWork> largest = List.of();
    long failed;
    long unwell;
    long exports;
    long commits;
    long rows;
    long bytes;

    void add(RunPlan.ShardEntry entry, ShardReport report, TokenSum tokens) {
        shards.add(new RunReport.Shard(entry.number(), entry.label(), report.tries()));
        report.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
        formats.add(report.format());
        failed += report.failures().size();
        unwell += report.unwell().size();
        for (ShardReport.Try one : report.tries()) {
            exports += one.exports();
            commits += one.commits();
            rows += one.rows();
            bytes += one.bytes();
            one.tables().forEach((table, total) -> tables.merge(table, added(total), RunReport.Added::plus));
            tokens.add(one.tokens(), one.ended());
        }
        report.work().stream()
                .filter(work -> work.needsAttention() && work.rewritten().isEmpty())
                .limit(MOST_LISTED - troubled.size())
                .forEach(troubled::add);
        report.work().stream()
                .filter(work -> !work.rewritten().isEmpty())
                .limit(MOST_LISTED - rewritten.size())
                .forEach(rewritten::add);
        slowest = RepositoryWork.slowest(joined(slowest, report.work()));
        largest = RepositoryWork.largest(joined(largest, report.work()));
    }

    private static List<RepositoryWork> joined(List<RepositoryWork> some, List<RepositoryWork> more) {
        List<RepositoryWork> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static RunReport.Added added(TableTotal total) {
        return new RunReport.Added(total.files(), total.rows(), Optional.empty());
    }
}
