package io.commitlake.job.report.page;

import io.commitlake.dataset.Fault;
import io.commitlake.job.export.RepositoryWork;
import io.commitlake.job.export.RewrittenHistory;
import io.commitlake.job.report.RunReport;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.model.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a person should look at, with what to do: missing steps, failed repositories, faults, and rewritten branches. */
final class TroubleSection {
    private TroubleSection() {}

    static void write(Html html, RunReport report) {
        Tables.section(html, "todo", "What to do");
        boolean missing = missing(html, report);
        boolean faulty = faults(html, report);
        boolean troubled = repositories(html, report);
        if (!missing && !faulty && !troubled) {
            html.element("p", "Nothing: no repository failed, and every step came to its end.", "class", "note");
        }
        html.close();
        rewritten(html, report.rewritten());
    }

    private static boolean missing(Html html, RunReport report) {
        RunSummary run = report.summary();
        List<String> missing = new ArrayList<>();
        if (run.reported() < run.shards()) {
            missing.add(
                    Units.count(run.shards() - run.reported()) + " of " + Units.count(run.shards(), "shard", "shards")
                            + " came to no end: see the log of extract, and run it again.");
        }
        if (report.merged().isEmpty()) {
            missing.add(
                    "There is no report of merge: until it runs, the tables of repositories and data files lack what"
                            + " this run exported.");
        }
        if (report.validation().filter(RunReport.Validation::whole).isEmpty()) {
            missing.add(
                    report.validation().isEmpty()
                            ? "There is no report of validate: nobody has checked what this run exported."
                            : "Only " + report.validation().get().parts() + " of "
                                    + Units.count(run.shards(), "shard", "shards") + " were validated.");
        }
        if (missing.isEmpty()) {
            return false;
        }
        html.element("h3", "Missing steps").open("ul");
        missing.forEach(words -> html.element("li", words));
        html.close();
        return true;
    }

    private static boolean faults(Html html, RunReport report) {
        if (report.summary().faults() == 0 || report.validation().isEmpty()) {
            return false;
        }
        html.element("h3", Units.count(report.summary().faults(), "fault", "faults"))
                .element(
                        "p",
                        "Restore these files from a backup or from the bucket's old versions: the ledger has the size and the"
                                + " SHA-256 that each should have. If nothing changed them, report a bug in Commitlake.",
                        "class",
                        "todo");
        Tables.begin(html, "Faults", "File", "Fault");
        for (Fault fault : report.validation().get().shown()) {
            html.open("tr")
                    .element("td", fault.file(), "class", "path")
                    .element("td", fault.what())
                    .close();
        }
        Tables.end(html);
        Tables.more(
                html,
                report.summary().faults(),
                report.validation().get().shown().size(),
                "the reports of validate have up to 10,000");
        return true;
    }

    private static boolean repositories(Html html, RunReport report) {
        Map<Advice, List<RepositoryWork>> groups = new LinkedHashMap<>();
        report.troubled()
                .forEach(work -> groups.computeIfAbsent(Advice.of(work), any -> new ArrayList<>())
                        .add(work));
        groups.forEach((advice, works) -> {
            html.element("h3", advice.title() + ": " + Units.count(works.size(), "repository", "repositories"))
                    .element("p", advice.todo(), "class", "todo");
            Tables.begin(html, advice.title(), "Repository", "Message");
            for (RepositoryWork work : works) {
                html.open("tr")
                        .element("th", work.name(), "scope", "row")
                        .element("td", work.words())
                        .close();
            }
            Tables.end(html);
        });
        Tables.more(
                html,
                report.summary().failed() + report.summary().unwell(),
                report.troubled().size(),
                "`commitlake status --failing` names all");
        return !groups.isEmpty();
    }

    private static void rewritten(Html html, List<RepositoryWork> works) {
        if (works.isEmpty()) {
            return;
        }
        Tables.section(html, "rewritten", "Rewritten histories");
        html.element(
                "p",
                "The new tip doesn't reach the old one, for example after a force push. The rows of the commits that left"
                        + " the branch stay in the dataset.",
                "class",
                "note");
        Tables.begin(
                html, "Rewritten histories", "Repository", "#Commits that left", "Old tip", "New tip", "Merge base");
        for (RepositoryWork work : works) {
            for (RewrittenHistory one : work.rewritten()) {
                html.open("tr")
                        .element("th", work.name(), "scope", "row")
                        .number(one.left().isPresent() ? Units.count(one.left().getAsLong()) : "unknown");
                sha(html, one.oldTip());
                sha(html, one.newTip());
                sha(html, one.mergeBase().orElse(one.left().isPresent() ? "none" : "unknown"));
                html.close();
            }
        }
        Tables.end(html);
        html.close();
    }

    private static void sha(Html html, String sha) {
        html.open("td").element("code", sha).close();
    }
}
