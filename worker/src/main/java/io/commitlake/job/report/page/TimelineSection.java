package io.commitlake.job.report.page;

import io.commitlake.job.export.RepositoryWork;
import io.commitlake.job.export.ShardReport;
import io.commitlake.job.report.RunReport;
import io.commitlake.job.work.Progress.Stage;
import io.commitlake.model.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** When the steps and the slowest repositories ran, and what the repositories waited for. */
final class TimelineSection {
    /** The number of shards that are drawn: those that ended last, since the run waited for them. */
    private static final int MOST_SHARDS = 40;

    /** The stages of a repository in their order, with words for each. */
    private static final Map<String, String> STAGES = new LinkedHashMap<>();

    static {
        STAGES.put(Stage.LOOKING_UP.inReports(), "reading the ledger");
        STAGES.put(Stage.WAITING.inReports(), "waiting for other repositories");
        STAGES.put(Stage.FETCHING.inReports(), "fetching");
        STAGES.put(Stage.WRITING.inReports(), "reading history and writing rows");
        STAGES.put(Stage.PUTTING.inReports(), "putting files");
    }

    private final Html html;
    private final RunReport report;
    private final Instant begun;
    private final double total;

    private TimelineSection(Html html, RunReport report) {
        this.html = html;
        this.report = report;
        this.begun = report.summary().begun();
        this.total = millis(report.summary().ended());
    }

    static void write(Html html, RunReport report) {
        new TimelineSection(html, report).write();
    }

    private void write() {
        Tables.section(html, "timeline", "Timeline");
        steps();
        repositories();
        html.close();
    }

    private void steps() {
        Tables.begin(html, "Steps and shards over the time of the run", "Step", "Time of the run", "#Took");
        report.steps().stream().filter(step -> step.name().equals("plan")).forEach(this::step);
        List<RunReport.Shard> last = report.shards().stream()
                .sorted(Comparator.comparing(TimelineSection::ended).reversed())
                .limit(MOST_SHARDS)
                .sorted(Comparator.comparingInt(RunReport.Shard::number))
                .toList();
        last.forEach(this::shard);
        report.steps().stream()
                .filter(step -> !step.name().equals("plan"))
                .limit(1 + MOST_SHARDS)
                .forEach(this::step);
        Tables.end(html);
        Tables.more(html, report.shards().size(), last.size(), "those shown are the ones that ended last");
    }

    private void step(RunReport.Step step) {
        row(step.name(), List.of(new Span(step.begun(), step.ended())), "step");
    }

    private void shard(RunReport.Shard shard) {
        row(
                "extract " + shard.number()
                        + (shard.tries().size() > 1 ? " (" + shard.tries().size() + " tries)" : ""),
                shard.tries().stream()
                        .map(one -> new Span(one.begun(), one.ended()))
                        .toList(),
                "shard");
    }

    private record Span(Instant begun, Instant ended) {}

    private void row(String name, List<Span> spans, String style) {
        html.open("tr").element("th", name, "scope", "row").open("td", "class", "chart");
        Duration took = spans.stream()
                .map(span -> Duration.between(span.begun(), span.ended()))
                .reduce(Duration.ZERO, Duration::plus);
        Bars bars = Bars.begin(
                html,
                name + ": " + Units.duration(took) + " from "
                        + Units.time(spans.getFirst().begun()),
                total,
                14);
        spans.forEach(span -> bars.bar(style, millis(span.begun()), (double)
                Duration.between(span.begun(), span.ended()).toMillis()));
        bars.end();
        html.close().number(Units.duration(took)).close();
    }

    private void repositories() {
        if (report.slowest().isEmpty()) {
            return;
        }
        html.element("h3", "Slowest repositories: what they waited for").open("ul", "class", "legend");
        STAGES.forEach((stage, words) -> {
            html.open("li").open("svg", "viewBox", "0 0 12 12", "width", "12", "height", "12", "aria-hidden", "true");
            html.open("rect", "class", style(stage), "width", "12", "height", "12")
                    .close();
            html.text(" " + words).close();
        });
        html.close();
        Tables.begin(
                html,
                "Slowest repositories over the time of the run",
                "Repository",
                "Time of the run",
                "#Took",
                "#Waited for others",
                "#Waited for tokens",
                "#Commits");
        for (RepositoryWork work : report.slowest()) {
            html.open("tr").element("th", work.name(), "scope", "row").open("td", "class", "chart");
            Bars bars = Bars.begin(html, label(work), total, 14);
            double from = millis(work.begun());
            for (String stage : STAGES.keySet()) {
                long length = work.milliseconds().getOrDefault(stage, 0L);
                if (length > 0) {
                    bars.bar(style(stage), from, (double) length);
                    from += length;
                }
            }
            bars.end();
            html.close()
                    .number(Units.duration(work.time()))
                    .number(Units.duration(Duration.ofMillis(work.milliseconds().getOrDefault("waiting", 0L))))
                    .number(Units.duration(Duration.ofMillis(work.tokenWait())))
                    .number(Units.count(work.commits()))
                    .close();
        }
        Tables.end(html);
    }

    private static String label(RepositoryWork work) {
        StringBuilder words = new StringBuilder(work.name()).append(':');
        STAGES.forEach((stage, said) -> {
            long length = work.milliseconds().getOrDefault(stage, 0L);
            if (length > 0) {
                words.append(' ')
                        .append(said)
                        .append(' ')
                        .append(Units.duration(Duration.ofMillis(length)))
                        .append(',');
            }
        });
        return words.substring(0, words.length() - 1);
    }

    private static String style(String stage) {
        return "stage-" + stage.replace(' ', '-');
    }

    private static Instant ended(RunReport.Shard shard) {
        return shard.tries().stream()
                .map(ShardReport.Try::ended)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    private double millis(Instant time) {
        return (double) Duration.between(begun, time).toMillis();
    }
}
