package io.commitlake.simulation;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import io.commitlake.model.CommitlakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Fetches from the simulated repositories. Not simulated: Git's own protocol and the API source.
 *
 * @param git Git's version, which is part of the claims' format
 */
record SimulatedSource(SimulatedGitHub github, Scheduler scheduler, Faults faults, String git)
        implements HistorySource {
    @Override
    public String format() {
        return "1 git " + git;
    }

    @Override
    public FetchOutcome fetch(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            FetchProgress progress) {
        deadline.begin();
        SimulatedRepository repository = github.repository(remote.repository());
        Faults.Wire fault = faults.wire("fetch", false);
        scheduler.sleep(faults.delay("fetch"));
        FetchOutcome outcome = outcome(repository, remote, head, frontiers);
        scheduler.sleep(faults.delay("fetch"));
        github.log(() -> "fetch " + repository.id() + " "
                + (fault == Faults.Wire.GOOD ? outcome.getClass().getSimpleName() : fault));
        if (fault != Faults.Wire.GOOD) {
            throw CommitlakeException.repository("simulated: the remote end hung up unexpectedly");
        }
        return outcome;
    }

    private FetchOutcome outcome(SimulatedRepository repository, Remote remote, String head, List<String> frontiers) {
        if (!remote.url().getPath().equals("/" + repository.name())) {
            return new FetchOutcome.Moved("simulated: 301");
        }
        return switch (repository.presence(Objects.requireNonNull(scheduler.running()))) {
            case GONE -> new FetchOutcome.Gone("simulated: not found");
            case BLOCKED -> new FetchOutcome.Blocked("simulated: blocked");
            case HERE ->
                repository.isCollected(head)
                        ? new FetchOutcome.Refused(head)
                        : new FetchOutcome.Here(
                                new SimulatedHistory(repository),
                                frontiers.stream()
                                        .filter(repository::isCollected)
                                        .toList());
        };
    }
}
