package io.commitlake.job.report.page;

import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.report.RunReport;
import io.commitlake.model.Units;
import java.util.Map;
import java.util.TreeMap;

/** What the run added to the tables, what it asked of GitHub, and what validation read. */
final class NumbersSection {
    private NumbersSection() {}

    static void write(Html html, RunReport report) {
        tables(html, report);
        tokens(html, report);
        validation(html, report);
    }

    private static void tables(Html html, RunReport report) {
        Tables.section(html, "tables", "Tables");
        html.element(
                "p",
                report.merged().isPresent()
                        ? "Files of the exports that this run's merge added to the dataset's lists. The merge set the rows of "
                                + Units.count(report.merged().get(), "repository", "repositories") + "."
                        : "Files that this run's shards put. They aren't merged yet.",
                "class",
                "note");
        Tables.begin(html, "Rows and bytes by table", "Table", "#Rows", "#Data", "#Files");
        report.tables()
                .forEach((table, added) -> html.open("tr")
                        .element("th", table, "scope", "row")
                        .number(Units.count(added.rows()))
                        .number(added.bytes().map(Units::bytes).orElse("–"))
                        .number(Units.count(added.files()))
                        .close());
        Tables.end(html);
        html.close();
    }

    private static void tokens(Html html, RunReport report) {
        Tables.section(html, "tokens", "GitHub requests");
        Tables.begin(html, "Requests by token", "Token", "Resource", "#Requests", "#Left", "#Limit", "Full again");
        for (TokenUse use : report.tokens()) {
            Map<String, Long> requests = new TreeMap<>(use.requests());
            use.left().keySet().forEach(resource -> requests.putIfAbsent(resource, 0L));
            requests.forEach((resource, count) -> {
                TokenUse.Left left = use.left().get(resource);
                html.open("tr")
                        .element("th", name(use), "scope", "row")
                        .element("td", resource)
                        .number(Units.count(count))
                        .number(left == null ? "–" : Units.count(left.remaining()))
                        .number(left == null ? "–" : Units.count(left.limit()))
                        .element("td", left == null ? "–" : Units.time(left.reset()))
                        .close();
            });
        }
        Tables.end(html);
        html.element(
                "p",
                "Tokens are numbered in the order of the settings. Git's own requests (git) have no budget.",
                "class",
                "note");
        html.close();
    }

    private static String name(TokenUse use) {
        return (use.token() == 0 ? "no token" : "token " + use.token()) + (use.refused() ? " (refused)" : "");
    }

    private static void validation(Html html, RunReport report) {
        Tables.section(html, "validation", "Validation");
        if (report.validation().isEmpty()) {
            html.element("p", "Nothing was validated.", "class", "note").close();
            return;
        }
        RunReport.Validation found = report.validation().get();
        html.element(
                        "p",
                        (found.faults() == 0 ? "No faults" : Units.count(found.faults(), "fault", "faults")) + " in "
                                + Units.count(found.files(), "file", "files") + " with "
                                + Units.count(found.commits(), "commit", "commits") + " of "
                                + Units.count(found.repositories(), "repository", "repositories")
                                + (found.unfinished() == 0
                                        ? "."
                                        : "; not validated, because unfinished: "
                                                + Units.count(found.unfinished(), "export", "exports") + "."))
                .close();
    }
}
