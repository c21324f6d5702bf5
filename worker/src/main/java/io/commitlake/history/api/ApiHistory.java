package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.history.Remote;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A history as GitHub's API lists it, and git's own as soon as there is a doubt. */
final class ApiHistory implements History {
    private final HistoryApi api;
    private final Remote remote;
    private final List<String> frontiers;
    private final Map<String, ListedCommit> unreached;
    private final Map<String, ListedCommit> elder = new HashMap<>();
    private final GitFallback byGit;
    private final Deadline deadline;

    /**
     * A history.
     *
     * @param unreached what its head reaches and none of the frontiers does
     */
    ApiHistory(
            HistoryApi api,
            Remote remote,
            List<String> frontiers,
            Map<String, ListedCommit> unreached,
            GitFallback byGit,
            Deadline deadline) {
        this.api = api;
        this.remote = remote;
        this.frontiers = List.copyOf(frontiers);
        this.unreached = unreached;
        this.byGit = byGit;
        this.deadline = deadline;
    }

    @Override
    public String source() {
        return "api";
    }

    @Override
    public Optional<Tip> tipBefore(String head, Instant snapshot) {
        return orByGit(git -> git.tipBefore(head, snapshot), () -> {
            String next = head;
            while (true) {
                ListedCommit commit = listed(next);
                Instant at = Instant.ofEpochSecond(commit.seconds());
                if (at.isBefore(snapshot)) {
                    return Optional.of(new Tip(commit.sha(), at));
                }
                if (commit.parents().isEmpty()) {
                    return Optional.empty();
                }
                next = commit.parents().getFirst();
            }
        });
    }

    private ListedCommit listed(String sha) {
        deadline.check();
        ListedCommit commit = unreached.getOrDefault(sha, elder.get(sha));
        if (commit == null) {
            CommitPages.reachedBy(api, remote, sha).first().forEach(found -> elder.put(found.sha(), found));
            commit = elder.get(sha);
        }
        if (commit == null) {
            throw new UncertainAnswerException("GitHub doesn't list " + sha + " among what it reaches");
        }
        return commit;
    }

    @Override
    public boolean reaches(List<String> asked, String commit) {
        return orByGit(git -> git.reaches(asked, commit), () -> {
            if (unreached.containsKey(commit) && frontiers.containsAll(asked)) {
                return false;
            }
            return asked.stream().anyMatch(frontier -> {
                deadline.check();
                return frontier.equals(commit) || UnreachedCommits.reaches(api, remote, frontier, commit);
            });
        });
    }

    @Override
    public NewCommits newCommits(String tip, List<String> without, Predicate<String> exported) {
        return orByGit(git -> git.newCommits(tip, without, exported), () -> {
            if (!frontiers.equals(without)) {
                throw new UncertainAnswerException("other frontiers are asked about than were compared");
            }
            CommitIndex.Builder index = new CommitIndex.Builder();
            Map<String, String> authors = new HashMap<>();
            for (ListedCommit commit : UnreachedCommits.walk(tip, unreached).values()) {
                if (!exported.test(commit.sha())) {
                    index.add(commit.sha(), commit.seconds());
                    commit.email()
                            .ifPresent(
                                    email -> authors.merge(email, commit.sha(), (a, b) -> a.compareTo(b) < 0 ? a : b));
                }
            }
            CommitIndex sorted = index.sorted();
            return new ApiNewCommits(
                    new DetailedCommits(api, remote, sorted, new BlobLineCounts(api, remote, sorted.size()), deadline),
                    sorted,
                    Map.copyOf(authors),
                    new GitFallbackCommits(byGit, git -> git.newCommits(tip, without, exported)));
        });
    }

    private <T> T orByGit(Function<History, T> git, Supplier<T> listed) {
        Optional<History> fetched = byGit.ifFetched();
        if (fetched.isPresent()) {
            return git.apply(fetched.get());
        }
        try {
            return listed.get();
        } catch (UncertainAnswerException doubt) {
            return git.apply(byGit.history(doubt));
        }
    }

    @Override
    public void close() {
        deadline.close();
        byGit.close();
    }
}
