package io.commitlake.job;

import io.commitlake.job.runs.LastSnapshots;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides how far each repository is, from its row and from what is known of the repositories with a problem. */
final class RepositoryStatuses {
    private final Map<Long, RepositoryCondition> conditions = new HashMap<>();
    private final Map<Long, Status.Opened> opened = new HashMap<>();
    private final LastRuns runs;
    private final LastSnapshots snapshots;

    RepositoryStatuses(
            List<RepositoryCondition> conditions, List<Status.Opened> opened, LastRuns runs, LastSnapshots snapshots) {
        conditions.forEach(condition -> this.conditions.put(condition.repository(), condition));
        opened.forEach(one -> this.opened.put(one.export().repository(), one));
        this.runs = runs;
        this.snapshots = snapshots;
    }

    /** The status of a row of a repositories file. */
    RepositoryStatus of(Repository row, long file) {
        long id = row.id();
        String name = row.fullName().orElse(Long.toString(id));
        Optional<LastRuns.Run> run = runs.of(row, file);
        RepositoryCondition condition = conditions.get(id);
        if (condition != null) {
            return status(
                    row,
                    file,
                    name,
                    group(condition.condition()),
                    condition.condition().text() + " since "
                            + condition.firstSeen().truncatedTo(ChronoUnit.SECONDS) + " (id " + id + "): "
                            + condition.words());
        }
        String failure = run.map(LastRuns.Run::failures)
                .map(failures -> failures.get(id))
                .orElse(null);
        if (failure != null) {
            return status(row, file, name, RepositoryStatus.Group.FAILING, failure);
        }
        switch (opened.get(id)) {
            case Status.Opened.Unfinished unfinished -> {
                return status(
                        row,
                        file,
                        name,
                        RepositoryStatus.Group.UNFINISHED,
                        "export " + unfinished.words() + " is claimed and has no outcome; the next run completes it");
            }
            case Status.Opened.Unmerged unmerged -> {
                return status(
                        row,
                        file,
                        name,
                        RepositoryStatus.Group.BEHIND,
                        "export " + unmerged.words() + " is complete; the next merge sets the row");
            }
            case null -> {}
        }
        if (run.isEmpty()) {
            return status(
                    row,
                    file,
                    name,
                    RepositoryStatus.Group.BEHIND,
                    runs.isEmpty() ? "no run was planned yet" : "none of the last runs was asked for it");
        }
        Integer shard = run.get().unreported().get(id);
        if (shard != null) {
            return status(
                    row,
                    file,
                    name,
                    RepositoryStatus.Group.BEHIND,
                    "shard " + shard + " of the run " + run.get().summary().run()
                            + " has no report: it is still at work, or was stopped");
        }
        if (row.last().isEmpty()) {
            return status(
                    row,
                    file,
                    name,
                    RepositoryStatus.Group.BEHIND,
                    "never exported: it has no commit before " + run.get().snapshot() + ", or was added since");
        }
        return new RepositoryStatus(
                id,
                name,
                RepositoryStatus.Group.UP_TO_DATE,
                row.last(),
                run.map(LastRuns.Run::snapshot),
                run.get().rewritten().getOrDefault(id, ""));
    }

    private static RepositoryStatus.Group group(RepositoryCondition.Condition condition) {
        return condition.lasting() ? RepositoryStatus.Group.GONE : RepositoryStatus.Group.LIMITED;
    }

    /** The status of a repository that isn't up to date: an earlier run may have exported it up to its snapshot. */
    private RepositoryStatus status(Repository row, long file, String name, RepositoryStatus.Group group, String why) {
        Optional<Instant> snapshot =
                row.last().isPresent() ? snapshots.of(row.id(), row.fullName(), file) : Optional.empty();
        return new RepositoryStatus(row.id(), name, group, row.last(), snapshot, why);
    }
}
