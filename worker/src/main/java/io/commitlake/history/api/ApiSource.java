package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** GitHub's API: what is new by comparison, each commit in detail. What it can't say comes from git. */
public final class ApiSource implements HistorySource {
    private final HistoryApi api;
    private final HistorySource git;

    public ApiSource(HistoryApi api, HistorySource git) {
        this.api = api;
        this.git = git;
    }

    /** git's: the rows are the same, so that either source carries out what was claimed by the other. */
    @Override
    public String format() {
        return git.format();
    }

    @Override
    public FetchOutcome fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        deadline.begin();
        try {
            return fetch(remote, head, frontiers, folder, deadline, beginning(remote, head, frontiers));
        } catch (UncertainAnswerException doubt) {
            return byGit(remote, head, frontiers, folder, deadline, doubt);
        }
    }

    /**
     * What is new, as far as one request tells: the head's list, or its comparison with the last frontier.
     *
     * @throws UncertainAnswerException where GitHub doesn't say
     */
    CommitPages beginning(Remote remote, String head, List<String> frontiers) {
        if (!api.sees(remote)) {
            throw new UncertainAnswerException("GraphQL needs a token and the repository's id to be asked for sizes");
        }
        return frontiers.isEmpty()
                ? CommitPages.reachedBy(api, remote, head)
                : CommitPages.compared(api, remote, frontiers.getLast(), head);
    }

    FetchOutcome fetch(
            Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline, CommitPages beginning) {
        Map<String, ListedCommit> unreached =
                new UnreachedCommits(api, remote, deadline).of(head, frontiers, beginning);
        GitFallback byGit = new GitFallback(git, remote, head, frontiers, folder, deadline);
        return new FetchOutcome.Here(new ApiHistory(api, remote, frontiers, unreached, byGit, deadline), List.of());
    }

    FetchOutcome byGit(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            UncertainAnswerException doubt) {
        GitFallback.say(remote, doubt);
        return git.fetch(remote, head, frontiers, folder, deadline);
    }
}
