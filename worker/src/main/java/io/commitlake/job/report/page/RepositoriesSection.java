package io.commitlake.job.report.page;

import io.commitlake.job.export.RepositoryWork;
import io.commitlake.job.report.RunReport;
import io.commitlake.model.Units;

/** The repositories by outcome, and the largest exports. */
final class RepositoriesSection {
    private RepositoriesSection() {}

    static void write(Html html, RunReport report) {
        Tables.section(html, "repositories", "Repositories");
        Tables.begin(html, "Repositories by outcome", "Outcome", "#Repositories");
        report.outcomes().forEach((outcome, count) -> row(html, outcome, count));
        report.plan().leftOut().forEach((reason, count) -> row(html, "left out by the plan: " + reason, count));
        Tables.end(html);
        if (!report.largest().isEmpty()) {
            html.element("h3", "Largest exports");
            Tables.begin(html, "Largest exports", "Repository", "#Data", "#Rows", "#Commits", "#Took");
            for (RepositoryWork work : report.largest()) {
                html.open("tr")
                        .element("th", work.name(), "scope", "row")
                        .number(Units.bytes(work.bytes()))
                        .number(Units.count(work.rows()))
                        .number(Units.count(work.commits()))
                        .number(Units.duration(work.time()))
                        .close();
            }
            Tables.end(html);
        }
        html.close();
    }

    private static void row(Html html, String name, long count) {
        html.open("tr")
                .element("th", name, "scope", "row")
                .number(Units.count(count))
                .close();
    }
}
