package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.EarlierExports;
import io.commitlake.history.History;
import io.commitlake.history.LeftCommits;
import io.commitlake.history.NewCommits;
import io.commitlake.history.Remote;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.history.object.EmailUses;
import io.commitlake.history.object.HeldCommits;
import io.commitlake.model.ShaSet;
import io.commitlake.model.Tip;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A history from GitHub's API, which turns to Git at the first uncertain answer. */
final class ApiHistory implements History {
    private final HistoryApi api;
    private final Remote remote;
    private final List<String> frontiers;
    private final Map<String, ListedCommit> unreached;
    private final Map<String, ListedCommit> older = new HashMap<>();
    private final GitFallback fallback;
    private final Deadline deadline;

    /**
     * A history.
     *
     * @param unreached the commits that its head reaches and no frontier does
     */
    ApiHistory(
            HistoryApi api,
            Remote remote,
            List<String> frontiers,
            Map<String, ListedCommit> unreached,
            GitFallback fallback,
            Deadline deadline) {
        this.api = api;
        this.remote = remote;
        this.frontiers = List.copyOf(frontiers);
        this.unreached = unreached;
        this.fallback = fallback;
        this.deadline = deadline;
    }

    @Override
    public String source() {
        return "api";
    }

    @Override
    public Optional<Tip> tipBefore(String head, Instant snapshot) {
        return apiOrGit(git -> git.tipBefore(head, snapshot), () -> {
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
        ListedCommit commit = unreached.getOrDefault(sha, older.get(sha));
        if (commit == null) {
            CommitPages.reachedBy(api, remote, sha).firstPage().forEach(found -> older.put(found.sha(), found));
            commit = older.get(sha);
        }
        if (commit == null) {
            throw new UncertainAnswerException("GitHub's list of what " + sha + " reaches doesn't include it");
        }
        return commit;
    }

    @Override
    public boolean reaches(List<String> asked, String commit) {
        return apiOrGit(git -> git.reaches(asked, commit), () -> {
            if (unreached.containsKey(commit) && frontiers.containsAll(asked)) {
                return false;
            }
            return asked.stream().anyMatch(frontier -> {
                deadline.check();
                return frontier.equals(commit) || UnreachedCommits.reaches(api, remote, frontier, commit);
            });
        });
    }

    /** Frontiers may reach each other only after a claim of an older version, so Git compares them. */
    @Override
    public List<String> independent(List<String> commits) {
        return apiOrGit(git -> git.independent(commits), () -> {
            if (commits.size() < 2) {
                return List.copyOf(commits);
            }
            throw new UncertainAnswerException(
                    "GitHub compares two commits at a time, but there are " + commits.size());
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Needs no request: if the tip reaches a frontier, all commits between are unreached, or one frontier would reach
     * another.
     */
    @Override
    public List<String> reachedAmong(String tip, List<String> among) {
        return apiOrGit(git -> git.reachedAmong(tip, among), () -> {
            requireCompared(among);
            if (!unreached.containsKey(tip)) {
                return among.contains(tip) ? List.of() : List.of(tip);
            }
            Set<String> parents = new HashSet<>();
            UnreachedCommits.walk(tip, unreached).values().forEach(commit -> parents.addAll(commit.parents()));
            return among.stream().filter(parents::contains).toList();
        });
    }

    @Override
    public NewCommits newCommits(String tip, List<String> excluded, Optional<EarlierExports> earlier) {
        return apiOrGit(git -> git.newCommits(tip, excluded, earlier), () -> {
            requireCompared(excluded);
            Map<String, ListedCommit> found = UnreachedCommits.walk(tip, unreached);
            if (earlier.isPresent()) {
                ShaSet held = new ShaSet();
                HeldCommits.addTo(
                        held,
                        index(found.values()),
                        earlier.get(),
                        commits ->
                                UnreachedCommits.walk(commits, found).keySet().forEach(held::add));
                found.keySet().removeIf(held::contains);
            }
            EmailUses emails = new EmailUses();
            found.values().forEach(commit -> emails.add(commit.sha(), commit.author(), commit.committer()));
            CommitIndex sorted = index(found.values());
            BlobLineCounts blobs = new BlobLineCounts(new BlobContents(api, remote, sorted.size()));
            return new ApiNewCommits(
                    new DetailedCommits(api, remote, sorted, blobs, deadline),
                    sorted,
                    emails.first(),
                    BlobContents.toKeep(api, remote, sorted.size()),
                    new GitFallbackCommits(fallback, git -> git.newCommits(tip, excluded, earlier)));
        });
    }

    /** {@inheritDoc} One comparison tells it, unless GitHub's answer is uncertain. */
    @Override
    public Optional<LeftCommits> leftBehind(String oldTip, String tip) {
        Optional<History> fetched = fallback.ifFetched();
        if (fetched.isPresent()) {
            return fetched.get().leftBehind(oldTip, tip);
        }
        try {
            CommitPages compared = CommitPages.compared(api, remote, tip, oldTip);
            return Optional.of(new LeftCommits(Optional.of(compared.mergeBase()), compared.ahead()));
        } catch (UncertainAnswerException unknown) {
            return Optional.empty();
        }
    }

    private static CommitIndex index(Collection<ListedCommit> commits) {
        CommitIndex.Builder index = new CommitIndex.Builder();
        commits.forEach(commit -> index.add(commit.sha(), commit.seconds()));
        return index.sorted();
    }

    private void requireCompared(List<String> asked) {
        if (!frontiers.equals(asked)) {
            throw new UncertainAnswerException(
                    "the frontiers " + asked + " aren't those that were compared, " + frontiers);
        }
    }

    private <T> T apiOrGit(Function<History, T> fromGit, Supplier<T> fromApi) {
        Optional<History> fetched = fallback.ifFetched();
        if (fetched.isPresent()) {
            return fromGit.apply(fetched.get());
        }
        try {
            return fromApi.get();
        } catch (UncertainAnswerException doubt) {
            return fromGit.apply(fallback.history(doubt));
        }
    }

    @Override
    public void close() {
        deadline.close();
        fallback.close();
    }
}
