package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads histories from GitHub's API: compares commits to find the new ones, then gets each. Git supplies the rest. */
public final class ApiSource implements HistorySource {
    private final HistoryApi api;
    private final HistorySource git;

    public ApiSource(HistoryApi api, HistorySource git) {
        this.api = api;
        this.git = git;
    }

    /** Git's format: the rows are the same, so either source may execute a claim that the other made. */
    @Override
    public String format() {
        return git.format();
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
        try {
            return fetch(remote, head, frontiers, folder, deadline, firstPages(remote, head, frontiers));
        } catch (UncertainAnswerException doubt) {
            return fetchFromGit(remote, head, frontiers, folder, deadline, progress, doubt);
        }
    }

    /**
     * Makes the first request: for the head's list of commits, or for its comparison with the last frontier.
     *
     * @throws UncertainAnswerException if GitHub gives no certain answer
     */
    CommitPages firstPages(Remote remote, String head, List<String> frontiers) {
        if (!api.hasGraphQl(remote)) {
            throw new UncertainAnswerException("GraphQL needs a token and the repository's ID to look up files");
        }
        return frontiers.isEmpty()
                ? CommitPages.reachedBy(api, remote, head)
                : CommitPages.compared(api, remote, frontiers.getLast(), head);
    }

    FetchOutcome fetch(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            CommitPages firstPages) {
        Map<String, ListedCommit> unreached =
                new UnreachedCommits(api, remote, deadline).find(head, frontiers, firstPages);
        GitFallback fallback = new GitFallback(git, remote, head, frontiers, folder, deadline);
        return new FetchOutcome.Here(new ApiHistory(api, remote, frontiers, unreached, fallback, deadline), List.of());
    }

    FetchOutcome fetchFromGit(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            FetchProgress progress,
            UncertainAnswerException doubt) {
        GitFallback.log(remote, doubt);
        return git.fetch(remote, head, frontiers, folder, deadline, progress);
    }
}
