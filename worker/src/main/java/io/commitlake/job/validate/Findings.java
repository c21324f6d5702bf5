package io.commitlake.job.validate;

import io.commitlake.dataset.Fault;
import io.commitlake.dataset.check.RepositoryCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what the threads of a validation find. */
final class Findings {
    /** The number of faults that are kept; the others are only counted. */
    private static final int MOST = 10_000;

    private final List<Fault> shown = new ArrayList<>();
    private final List<String> unfinished = new ArrayList<>();
    private long repositories;
    private long files;
    private long commits;
    private long faults;

    synchronized void add(Fault fault) {
        faults++;
        show(fault);
    }

    /** Keeps a fault that {@link RepositoryCheck.Checked} counts. */
    synchronized void show(Fault fault) {
        if (shown.size() < MOST) {
            shown.add(fault);
        }
    }

    synchronized void addChecked(RepositoryCheck.Checked checked) {
        repositories++;
        files += checked.files();
        commits += checked.commits();
        faults += checked.faults();
    }

    synchronized void addUnfinished(String export) {
        unfinished.add(export);
    }

    /** The result; faults by file, in the order in which they were found. */
    synchronized Validate.Result result() {
        shown.sort(Comparator.comparing(Fault::file));
        unfinished.sort(null);
        return new Validate.Result(repositories, files, commits, faults, List.copyOf(shown), List.copyOf(unfinished));
    }
}
