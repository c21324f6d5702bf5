package io.commitlake.job.merge;

import io.commitlake.dataset.RunDataFiles;
import io.commitlake.job.export.ExportFiles;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Progress;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Tip;
import io.commitlake.storage.JsonRecords;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the ledger's records of the open exports, some at a time, and keeps of each export only its number and tip. */
final class OpenExports {
    /** A repository's highest completed export. */
    record Completed(long number, Tip tip) {}

    /**
     * The open exports by state.
     *
     * @param highest each repository's highest completed export
     * @param listed completed exports whose files were added to the list; they may be closed once the rows hold them
     * @param unfinished exports that are claimed and have no outcome, or have an invalid record
     */
    record Read(Map<Long, Completed> highest, List<Export> listed, List<String> unfinished) {}

    private static final Logger LOG = LoggerFactory.getLogger(OpenExports.class);

    /** Number of exports whose outcomes, each with all of the export's files, are in memory at once. */
    private static final int BATCH = 64;

    private final Ledger ledger;
    private final ExportFiles files;
    private final Clock clock;
    private final ExecutorService gets;

    OpenExports(Ledger ledger, ExportFiles files, Clock clock, ExecutorService gets) {
        this.ledger = ledger;
        this.files = files;
        this.clock = clock;
        this.gets = gets;
    }

    /**
     * An open export with its records.
     *
     * @param readable whether the records are valid; if not, this repository alone isn't merged
     */
    private record Opened(Export export, Optional<Tip> claimed, Optional<Outcome> outcome, boolean readable) {}

    private Opened opened(Export export) {
        try {
            return new Opened(export, ledger.claimed(export).map(Claim::tip), ledger.outcome(export), true);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            LOG.warn("export {} isn't merged: {}", export, failed.getMessage());
            return new Opened(export, Optional.empty(), Optional.empty(), false);
        }
    }

    /**
     * Reads the records of open exports, adds the files of the completed ones to a list, and removes those of void ones.
     *
     * @param opened the exports by repository, then by number
     * @param tracked the repositories that have a row. The other exports stay open, so if they were listed now, every
     *     merge would list them again
     * @param task counts the exports
     */
    Read read(List<Export> opened, Set<Long> tracked, RunDataFiles listing, Progress.Task task) {
        Read all = new Read(new HashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (int from = 0; from < opened.size(); from += BATCH) {
            List<Export> some = opened.subList(from, Math.min(from + BATCH, opened.size()));
            List<Opened> read = Parallel.map(gets, some, this::opened);
            read.forEach(entry -> add(entry, tracked, all, listing));
            Parallel.forEach(gets, read, this::removeVoid);
            task.step(some.size());
        }
        return all;
    }

    private static void add(Opened entry, Set<Long> tracked, Read all, RunDataFiles listing) {
        Export export = entry.export();
        if (!entry.readable()) {
            all.unfinished().add(export.toString());
            return;
        }
        if (entry.claimed().isEmpty()) {
            return; // opened but never claimed: the repository's next export takes the number
        }
        switch (entry.outcome().orElse(null)) {
            case null -> all.unfinished().add(export.toString());
            case Outcome.Complete complete -> {
                if (tracked.contains(export.repository())) {
                    listing.add(complete);
                    all.listed().add(export);
                    Completed completed =
                            new Completed(export.number(), entry.claimed().get());
                    all.highest().merge(export.repository(), completed, OpenExports::higher);
                }
            }
            case Outcome.Voided voided -> {}
        }
    }

    /** Removes the files of a void export in every merge, until no worker can put more of them. */
    private void removeVoid(Opened entry) {
        if (entry.claimed().isPresent() && entry.outcome().orElse(null) instanceof Outcome.Voided voided) {
            files.remove(entry.export());
            if (!voided.mayGainFiles(clock.instant())) {
                ledger.close(entry.export());
            }
        }
    }

    private static Completed higher(Completed a, Completed b) {
        return a.number() > b.number() ? a : b;
    }
}
