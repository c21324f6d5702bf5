package io.commitlake.job.runs;

import io.commitlake.model.Json;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The last 60 runs, in the order in which they began. {@code plan} adds a run, and the run's report replaces the entry. A list
 * of all runs would take a listing that grows with every run.
 */
public record RunHistory(List<RunSummary> runs) {
    private static final int MOST = 60;

    public RunHistory {
        runs = List.copyOf(runs);
    }

    /** Reads the history; it is empty before the first plan. */
    public static RunHistory read(Storage storage) {
        return JsonRecords.read(storage, Layout.RUNS, RunHistory.class).orElse(new RunHistory(List.of()));
    }

    /** Adds a run, or replaces what was known of it, and returns the new history. */
    public static RunHistory add(Storage storage, RunSummary run) {
        return change(storage, history -> history.with(run));
    }

    /**
     * Adds a run that was planned, so that readers of its reports know of it before it ends. Keeps what is known of the
     * run, if a plan or a report has added it.
     */
    public static void addPlanned(Storage storage, RunPlan plan, Instant at) {
        change(storage, history -> history.has(plan.run()) ? history : history.with(RunSummary.planned(plan, at)));
    }

    /** Sets what a run was asked for, if the history has the run. */
    public static void setAsked(Storage storage, String run, List<String> asked) {
        change(
                storage,
                history -> new RunHistory(history.runs().stream()
                        .map(held -> held.run().equals(run) ? held.withAsked(asked) : held)
                        .toList()));
    }

    private static RunHistory change(Storage storage, UnaryOperator<RunHistory> change) {
        while (true) {
            Optional<Storage.Stored> stored = storage.get(Layout.RUNS);
            RunHistory before = stored.map(
                            held -> JsonRecords.parse(storage, Layout.RUNS, held.content(), RunHistory.class))
                    .orElse(new RunHistory(List.of()));
            RunHistory changed = change.apply(before);
            if (changed.equals(before)
                    || Storage.putIfUnchanged(storage, Layout.RUNS, Json.writeRedacted(changed), stored)) {
                return changed;
            }
        }
    }

    private boolean has(String run) {
        return runs.stream().anyMatch(held -> held.run().equals(run));
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

    /** The history without the runs that have no report yet. */
    public RunHistory reported() {
        return new RunHistory(
                runs.stream().filter(run -> run.verdict() != Verdict.PLANNED).toList());
    }
}
