package io.commitlake.job;

import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
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

    RepositoryStatuses(List<RepositoryCondition> conditions, List<Status.Opened> opened, LastRuns runs) {
        conditions.forEach(condition -> this.conditions.put(condition.repository(), condition));
        opened.forEach(one -> this.opened.put(one.export().repository(), one));
        this.runs = runs;
    }

    /** The status of a row of a repositories file. */
    RepositoryStatus of(Repository row, long file) {
        long id = row.id();
        String name = row.fullName().orElse(Long.toString(id));
        Optional<LastRuns.Run> run = runs.of(file);
        RepositoryCondition condition = conditions.get(id);
        if (condition != null) {
            return status(
                    row,
                    name,
                    group(condition.condition()),
                    condition.condition().text() + " since "
                            + condition.firstSeen().truncatedTo(ChronoUnit.SECONDS) + " (id " + id + "): "
                            + condition.words());
        }
        String failure = run.map(LastRuns.Run::failures)
                .map(failures -> failures.get(name))
                .orElse(null);
        if (failure != null) {
            return status(row, name, RepositoryStatus.Group.FAILING, failure);
        }
        switch (opened.get(id)) {
            case Status.Opened.Unfinished unfinished -> {
                return status(
                        row,
                        name,
                        RepositoryStatus.Group.UNFINISHED,
                        "export " + unfinished.words() + " is claimed and has no outcome; the next run completes it");
            }
            case Status.Opened.Unmerged unmerged -> {
                return status(
                        row,
                        name,
                        RepositoryStatus.Group.BEHIND,
                        "export " + unmerged.words() + " is complete; the next merge sets the row");
            }
            case null -> {}
        }
        if (run.isEmpty()) {
            return status(row, name, RepositoryStatus.Group.BEHIND, "no report of a run says how far it is");
        }
        Integer shard = run.get().unreported().get(id);
        if (shard != null) {
            return status(
                    row,
                    name,
                    RepositoryStatus.Group.BEHIND,
                    "shard " + shard + " of the run " + run.get().summary().run() + " came to no end");
        }
        if (row.last().isEmpty()) {
            return status(
                    row,
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

    private static RepositoryStatus status(Repository row, String name, RepositoryStatus.Group group, String why) {
        return new RepositoryStatus(row.id(), name, group, row.last(), Optional.empty(), why);
    }
}
