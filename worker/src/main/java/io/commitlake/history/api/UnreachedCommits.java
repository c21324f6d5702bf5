package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.Remote;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds exactly the commits that a head reaches and no frontier does: compares the head with the newest frontier, then
 * removes the commits that other frontiers reach. Those are tips of abandoned branches, so one request for each is usually
 * enough to tell that it reaches none of the commits.
 */
final class UnreachedCommits {
    private final HistoryApi api;
    private final Remote remote;
    private final Deadline deadline;

    UnreachedCommits(HistoryApi api, Remote remote, Deadline deadline) {
        this.api = api;
        this.remote = remote;
        this.deadline = deadline;
    }

    /**
     * Finds the commits.
     *
     * @param firstPages the head's list of commits or, if there are frontiers, its comparison with the last one
     * @throws UncertainAnswerException if GitHub's list is incomplete
     */
    Map<String, ListedCommit> find(String head, List<String> frontiers, CommitPages firstPages) {
        Map<String, ListedCommit> listed = frontiers.isEmpty() ? all(firstPages) : complete(firstPages);
        Map<String, ListedCommit> found = walk(head, listed);
        boolean complete = frontiers.isEmpty()
                ? found.values().stream().allMatch(commit -> found.keySet().containsAll(commit.parents()))
                        && found.containsKey(head)
                : found.size() == listed.size();
        if (!complete) {
            throw new UncertainAnswerException("GitHub's list of the commits that " + head + " reaches has gaps");
        }
        return frontiers.isEmpty() ? found : without(found, head, frontiers);
    }

    private Map<String, ListedCommit> without(Map<String, ListedCommit> found, String head, List<String> frontiers) {
        Map<String, ListedCommit> left = new HashMap<>(found);
        requireUnreached(left, frontiers.getLast());
        for (String frontier : frontiers.subList(0, frontiers.size() - 1)) {
            if (found.containsKey(frontier)) {
                left.keySet().removeAll(walk(frontier, found).keySet());
            } else if (reachesAny(frontier, left)) {
                left.keySet()
                        .retainAll(complete(CommitPages.compared(api, remote, frontier, head))
                                .keySet());
                requireUnreached(left, frontier);
            }
        }
        return left;
    }

    /**
     * Makes sure that the frontier reaches none of the commits. A comparison never lists too few commits, but it lists
     * commits that the base reaches if committers' dates run backwards, because Git relies on dates when it excludes
     * commits.
     *
     * @throws UncertainAnswerException if the frontier reaches one of the commits
     */
    private void requireUnreached(Map<String, ListedCommit> left, String frontier) {
        if (reachesAny(frontier, left)) {
            throw new UncertainAnswerException("GitHub lists commits as new that " + frontier + " reaches");
        }
    }

    /**
     * Whether a frontier, which isn't one of the commits, reaches any of them. If it reaches one, it reaches that one's
     * parents too, so only commits without a parent among them are looked at.
     */
    private boolean reachesAny(String frontier, Map<String, ListedCommit> commits) {
        for (ListedCommit commit : commits.values()) {
            boolean oldest = commit.parents().stream().noneMatch(commits::containsKey);
            if (oldest && !commit.parents().contains(frontier)) {
                deadline.check();
                if (reaches(api, remote, frontier, commit.sha())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a commit reaches another, by their merge base, which doesn't depend on dates. */
    static boolean reaches(HistoryApi api, Remote remote, String commit, String other) {
        return CommitPages.compared(api, remote, commit, other).mergeBase().equals(other);
    }

    /** Lists all commits of a comparison. */
    private Map<String, ListedCommit> complete(CommitPages compared) {
        Map<String, ListedCommit> listed = all(compared);
        if (listed.size() != compared.ahead()) {
            throw new UncertainAnswerException(
                    "GitHub counts " + compared.ahead() + " new commits and lists " + listed.size());
        }
        return listed;
    }

    private Map<String, ListedCommit> all(CommitPages pages) {
        Map<String, ListedCommit> listed = new HashMap<>();
        pages.forEach(commit -> {
            deadline.check();
            listed.put(commit.sha(), commit);
        });
        return listed;
    }

    /** The commits that are reached from one of them without leaving the given ones, including the first. */
    static Map<String, ListedCommit> walk(String from, Map<String, ListedCommit> among) {
        return walk(List.of(from), among);
    }

    /** The commits that are reached from some of them without leaving the given ones, including the first. */
    static Map<String, ListedCommit> walk(List<String> from, Map<String, ListedCommit> among) {
        Map<String, ListedCommit> reached = new HashMap<>();
        Deque<String> next = new ArrayDeque<>(from);
        Set<String> seen = new HashSet<>(from);
        while (!next.isEmpty()) {
            ListedCommit commit = among.get(next.remove());
            if (commit != null) {
                reached.put(commit.sha(), commit);
                commit.parents().stream().filter(seen::add).forEach(next::add);
            }
        }
        return reached;
    }
}
