package io.commitlake.job.report.page;

import io.commitlake.job.report.RunReport;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.model.Units;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** The last runs beside this one. */
final class TrendsSection {
    /** The number of runs in the table; the charts have all that are remembered. */
    private static final int LISTED = 15;

    private TrendsSection() {}

    static void write(Html html, RunReport report) {
        List<RunSummary> runs = report.history().runs();
        Tables.section(html, "trends", "The last runs");
        if (runs.size() > 1) {
            html.open("div", "class", "trends");
            chart(html, report, "Time", TrendsSection::milliseconds, value -> Units.duration(Duration.ofMillis(value)));
            chart(html, report, "Rows", RunSummary::rows, Units::count);
            chart(html, report, "Requests", RunSummary::requests, Units::count);
            chart(html, report, "Failed repositories", RunSummary::failed, Units::count);
            html.close();
        }
        Tables.begin(
                html,
                "The last runs",
                "Run",
                "Snapshot",
                "Result",
                "#Repositories",
                "#Failed",
                "#Commits",
                "#Data",
                "#Took");
        for (RunSummary run :
                runs.subList(Math.max(0, runs.size() - LISTED), runs.size()).reversed()) {
            html.open("tr", "class", run.run().equals(report.plan().run()) ? "this" : "other")
                    .element("th", run.run(), "scope", "row")
                    .element("td", Units.time(run.snapshot()))
                    .element("td", run.verdict().name().toLowerCase(Locale.ROOT))
                    .number(Units.count(run.repositories()))
                    .number(Units.count(run.failed()))
                    .number(Units.count(run.commits()))
                    .number(Units.bytes(run.bytes()))
                    .number(Units.duration(Duration.ofMillis(milliseconds(run))))
                    .close();
        }
        Tables.end(html);
        html.close();
    }

    private static long milliseconds(RunSummary run) {
        return Duration.between(run.begun(), run.ended()).toMillis();
    }

    private static void chart(
            Html html, RunReport report, String name, ToLongFunction<RunSummary> value, LongFunction<String> shown) {
        List<RunSummary> runs = report.history().runs();
        long highest = Math.max(1, runs.stream().mapToLong(value).max().orElse(1));
        html.open("figure")
                .open("figcaption")
                .element("strong", name)
                .text(" " + shown.apply(value.applyAsLong(report.summary())))
                .close();
        String label =
                name + " of the last " + runs.size() + " runs, the oldest first; at most " + shown.apply(highest);
        // At least so many places, so that two runs don't become two walls.
        int places = Math.max(12, runs.size());
        Bars bars = Bars.begin(html, label, places, 60);
        for (int i = 0; i < runs.size(); i++) {
            long one = value.applyAsLong(runs.get(i));
            boolean current = runs.get(i).run().equals(report.plan().run());
            if (one > 0) {
                bars.bar(current ? "this" : "other", places - runs.size() + i + 0.1, 0.8, (double) one / highest);
            }
        }
        bars.end();
        html.close();
    }
}
