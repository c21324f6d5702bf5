package io.commitlake.job.report.page;

import io.commitlake.job.report.RunReport;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.job.runs.Verdict;
import io.commitlake.model.Units;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

/**
 * The page of a run. It holds its style, has no script, and its Content-Security-Policy allows no request: it shows the
 * words of strangers to people who are logged in where it may be served. All charts are drawn here as SVG, which needs no
 * library in the browser and prints as it is.
 */
final class ReportPage {
    private static final String STYLE = resource("report.css");

    private ReportPage() {}

    /** The page in UTF-8. */
    static byte[] of(RunReport report) {
        Html html = new Html();
        html.open("html", "lang", "en");
        head(html, report);
        html.open("body");
        header(html, report);
        html.open("main");
        tiles(html, report);
        TroubleSection.write(html, report);
        TimelineSection.write(html, report);
        RepositoriesSection.write(html, report);
        NumbersSection.write(html, report);
        TrendsSection.write(html, report);
        html.close();
        footer(html, report);
        html.close().close();
        return html.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void head(Html html, RunReport report) {
        html.open("head")
                .open("meta", "charset", "utf-8")
                .open("meta", "http-equiv", "Content-Security-Policy", "content", policy())
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .open("meta", "name", "color-scheme", "content", "light dark")
                .open("meta", "name", "referrer", "content", "no-referrer")
                .element("title", "Commitlake: " + report.plan().run())
                .style(STYLE)
                .close();
    }

    /** Allows nothing but the style sheet in the page itself. */
    private static String policy() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
            return "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(hash) + "'; base-uri 'none'; form-action 'none'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void header(Html html, RunReport report) {
        RunSummary summary = report.summary();
        html.open("header")
                .element("p", "Commitlake · report of a run", "class", "kicker")
                .element("h1", summary.run())
                .open("p", "class", "about")
                .text("Commits before ")
                .element("strong", Units.time(summary.snapshot()))
                .text(", exported from " + Units.time(summary.begun()) + " to " + Units.time(summary.ended())
                        + " into ")
                .element("code", report.dataset())
                .close();
        html.open("p", "class", "verdict " + (summary.verdict() == Verdict.COMPLETE ? "good" : "bad"))
                .element("strong", title(summary.verdict()))
                .text(" " + explanation(summary))
                .close()
                .close();
    }

    private static String title(Verdict verdict) {
        return switch (verdict) {
            case COMPLETE -> "Complete.";
            case FAILURES -> "Some repositories failed.";
            case PLANNED -> throw new IllegalStateException("a page is made after the plan");
            case INCOMPLETE -> "Not complete.";
            case FAULTY -> "Validation found faults.";
        };
    }

    private static String explanation(RunSummary run) {
        return switch (run.verdict()) {
            case COMPLETE ->
                run.unwell() == 0
                        ? "No repository failed."
                        : "No repository failed; " + Units.count(run.unwell()) + " can't be exported as they are.";
            case FAILURES ->
                Units.count(run.failed(), "repository", "repositories") + " of " + Units.count(run.repositories())
                        + " failed." + (run.failed() < run.repositories() ? " The others are saved." : "");
            case PLANNED -> throw new IllegalStateException("a page is made after the plan");
            case INCOMPLETE -> "A step has no report: it failed, was stopped, or still ran when this page was made.";
            case FAULTY ->
                Units.count(run.faults(), "fault", "faults") + ": don't use this run's rows before you know why.";
        };
    }

    private static void tiles(Html html, RunReport report) {
        RunSummary run = report.summary();
        html.open("dl", "class", "tiles");
        tile(html, "Repositories", Units.count(run.repositories()));
        tile(html, "Failed", Units.count(run.failed()));
        tile(html, "Commits", Units.count(run.commits()));
        tile(html, "Rows", Units.count(run.rows()));
        tile(html, "Data", Units.bytes(run.bytes()));
        tile(html, "Requests", Units.count(run.requests()));
        tile(html, "Time", Units.duration(Duration.between(run.begun(), run.ended())));
        html.close();
    }

    private static void tile(Html html, String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close();
    }

    private static void footer(Html html, RunReport report) {
        html.open("footer")
                .open("p")
                .text("Made " + Units.time(report.written()) + ". Beside this page in ")
                .element("code", "_commitlake/reports/")
                .text(" are the reports of the steps as JSON.")
                .close();
        if (!report.formats().isEmpty()) {
            html.open("p").text("Format of the workers: ");
            html.element("code", String.join("; ", report.formats())).close();
        }
        html.close();
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), "the jar has no " + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
