package io.commitlake.job.export;

import io.commitlake.github.GitHub;
import io.commitlake.github.RepositoryRef;
import io.commitlake.history.Deadline;
import io.commitlake.history.FetchException;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import io.commitlake.job.work.Progress.Stage;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.Assignment;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Fetches a repository's history for the duration of one step, within the limits of one repository. */
@Singleton
final class HistoryFetch {
    private static final String PLAN_AGAIN = "plan again, with another --run";

    private final HistorySource source;
    private final GitHub github;
    private final Workspace workspace;
    private final Limits limits;
    private final Turns turns;

    HistoryFetch(HistorySource source, GitHub github, Workspace workspace, ExportSettings settings) {
        this.source = source;
        this.github = github;
        this.workspace = workspace;
        this.limits = settings.limits();
        this.turns = new Turns(settings.workers());
    }

    /**
     * Waits for a turn, fetches the head and the frontiers, and runs a step on the outcome. A history may fetch more
     * while the step reads it: if that fails, the step runs again, on the outcome of that fetch.
     *
     * @param step may use the history and the folder only until it returns
     */
    ExportStep thenRun(
            Assignment assignment,
            String head,
            List<String> frontiers,
            StageTimes progress,
            BiFunction<FetchOutcome, StepBounds, ExportStep> step) {
        RepositoryRef repository = RepositoryRef.of(assignment);
        Remote remote = new Remote(
                assignment.repository(),
                repository.nodeId(),
                assignment.kilobytes(),
                github.fetchedFrom(assignment.url(), PLAN_AGAIN),
                Optional.empty());
        Deadline deadline = Deadline.after(limits.time(), () -> github.waited(repository));
        progress.stage(Stage.WAITING);
        try (Turns.Turn turn = turns.take()) {
            progress.stage(Stage.FETCHING);
            return workspace.within(Long.toString(assignment.repository()), folder -> {
                StepBounds bounds = new StepBounds(folder, deadline, turn);
                try {
                    FetchOutcome fetched = source.fetch(remote, head, frontiers, folder, deadline, progress);
                    if (fetched instanceof FetchOutcome.Here here) {
                        History history = here.history();
                        try (history) {
                            return step.apply(fetched, bounds);
                        }
                    }
                    return step.apply(fetched, bounds);
                } catch (FetchException late) {
                    return step.apply(late.outcome(), bounds);
                }
            });
        }
    }
}
