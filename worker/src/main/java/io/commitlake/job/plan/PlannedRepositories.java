package io.commitlake.job.plan;

import io.commitlake.job.plan.Decision.Work;
import io.commitlake.job.work.Progress;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Collects the decisions about a run's repositories: a few numbers for each assignment, whose text is in a file, and a
 * count for what is left out.
 */
final class PlannedRepositories {
    /** The number of conditions that change at once. */
    private static final int CHANGES = 10_000;

    private final AssignmentFile file;
    private final RepositoryConditions conditions;
    private final Instant snapshot;
    private final Progress.Task task;
    private final List<Shards.Costed> assignments = new ArrayList<>();
    private final List<RunPlan.Identity> identities = new ArrayList<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private final Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes = new HashMap<>();
    private long past;
    private Instant newest = Instant.MIN;

    /**
     * Begins without repositories.
     *
     * @param task counts the repositories
     */
    PlannedRepositories(AssignmentFile file, RepositoryConditions conditions, Instant snapshot, Progress.Task task) {
        this.file = file;
        this.conditions = conditions;
        this.snapshot = snapshot;
        this.task = task;
    }

    List<Shards.Costed> assignments() {
        return assignments;
    }

    List<RunPlan.Identity> identities() {
        return identities;
    }

    /** The number of repositories with nothing to export, by reason. */
    Map<String, Long> leftOut() {
        Map<String, Long> all = new TreeMap<>(leftOut);
        if (past > 0) {
            all.put("already past the snapshot " + snapshot + ", with commits up to " + newest, past);
        }
        return all;
    }

    void add(long repository, Decision decision) {
        add(decision.work());
        decision.identity().ifPresent(identities::add);
        decision.condition().ifPresent(change -> changes.put(repository, change));
        if (changes.size() == CHANGES) {
            changeConditions();
        }
    }

    void add(Work work) {
        task.step(1);
        switch (work) {
            case Work.Assigned assigned ->
                assignments.add(new Shards.Costed(
                        assigned.assignment().repository(),
                        assigned.assignment().kilobytes().orElse(0),
                        assigned.commits(),
                        assigned.unfinished(),
                        file.add(assigned.assignment())));
            case Work.LeftOut(String reason) -> leftOut.merge(reason, 1L, Long::sum);
            case Work.Past(Tip last) -> {
                past++;
                newest = last.at().isAfter(newest) ? last.at() : newest;
            }
        }
    }

    /** Changes the conditions in the ledger as decided until now. */
    void changeConditions() {
        conditions.change(changes);
        changes.clear();
    }
}
