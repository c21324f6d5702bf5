package io.commitlake.job.report;

import io.commitlake.dataset.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds up the reports of a run's validation: one for the whole run, or one for each shard. */
final class ValidationSum {
    /** The number of faults that a report lists. */
    private static final int MOST_FAULTS = 100;

    /** The report of a validation, without what a run's report doesn't show. */
    record Report(
            Instant begun,
            Instant ended,
            long repositories,
            long files,
            long commits,
            long faults,
            List<Fault> shown,
            List<String> unfinished) {}

    final List<RunReport.Step> steps = new ArrayList<>();
    private final List<Fault> shown = new ArrayList<>();
    private boolean wholeAtOnce;
    private int parts;
    private long repositories;
    private long files;
    private long commits;
    private long faults;
    private long unfinished;

    /** Adds a report. The parts of a run that was validated as a whole too are counted twice, so skip them. */
    void add(String name, Report report) {
        if (wholeAtOnce) {
            return;
        }
        wholeAtOnce = name.equals("validate");
        steps.add(new RunReport.Step(name, report.begun(), report.ended()));
        parts++;
        repositories += report.repositories();
        files += report.files();
        commits += report.commits();
        faults += report.faults();
        unfinished += report.unfinished().size();
        report.shown().stream().limit(MOST_FAULTS - shown.size()).forEach(shown::add);
    }

    long faults() {
        return faults;
    }

    boolean isWhole(int shards) {
        return wholeAtOnce || parts == shards;
    }

    Optional<RunReport.Validation> result(int shards) {
        return parts == 0
                ? Optional.empty()
                : Optional.of(new RunReport.Validation(
                        parts, isWhole(shards), repositories, files, commits, faults, shown, unfinished));
    }
}
