package io.commitlake.job.report;

import io.commitlake.model.Json;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The last runs that have a report, by the time of their begin, the newest last. A list of all runs would take a listing
 * that grows with every run.
 */
public record RunHistory(List<RunSummary> runs) {
    private static final int MOST = 60;

    public RunHistory {
        runs = List.copyOf(runs);
    }

    /** Reads the history; it is empty before the first report. */
    public static RunHistory read(Storage storage) {
        return JsonRecords.read(storage, Layout.RUNS, RunHistory.class).orElse(new RunHistory(List.of()));
    }

    /** Adds a run, or replaces what was known of it, and returns the new history. */
    static RunHistory add(Storage storage, RunSummary run) {
        while (true) {
            Optional<Storage.Stored> stored = storage.get(Layout.RUNS);
            RunHistory changed = stored.map(
                            held -> JsonRecords.parse(storage, Layout.RUNS, held.content(), RunHistory.class))
                    .orElse(new RunHistory(List.of()))
                    .with(run);
            if (Storage.putIfUnchanged(storage, Layout.RUNS, Json.writeRedacted(changed), stored)) {
                return changed;
            }
        }
    }

    private RunHistory with(RunSummary run) {
        List<RunSummary> all = new ArrayList<>(runs);
        all.removeIf(other -> other.run().equals(run.run()));
        all.add(run);
        all.sort(Comparator.comparing(RunSummary::begun));
        return new RunHistory(all.subList(Math.max(0, all.size() - MOST), all.size()));
    }

    /** The newest run. */
    public Optional<RunSummary> newest() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }
}
