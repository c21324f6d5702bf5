package io.commitlake.history.api;

import io.commitlake.history.Deadline;
import io.commitlake.history.Remote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds exactly the commits that a head reaches and no frontier does: compares the head with the newest frontier, then
 * removes the commits that other frontiers reach. Older frontiers are mostly ancestors of the newest, so one comparison
 * of the oldest with the newest settles all that lie between.
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
        String newest = frontiers.getLast();
        List<String> compared = new ArrayList<>(List.of(newest));
        List<String> others = new ArrayList<>();
        for (String frontier : frontiers.subList(0, frontiers.size() - 1)) {
            if (found.containsKey(frontier)) {
                left.keySet().removeAll(walk(frontier, found).keySet());
            } else if (!frontier.equals(newest)) {
                others.add(frontier);
            }
        }
        while (!others.isEmpty() && !left.isEmpty()) {
            deadline.check();
            String oldest = others.removeFirst();
            CommitPages older = CommitPages.compared(api, remote, oldest, newest);
            if (older.behind() > 0) {
                compared.add(oldest);
                left.keySet()
                        .retainAll(complete(CommitPages.compared(api, remote, oldest, head))
                                .keySet());
            } else if (older.ahead() / Math.max(1, others.size()) <= MOST_LISTED_PER_FRONTIER) {
                // The newest frontier reaches all commits in this comparison, so frontiers among them need no check.
                others.removeAll(complete(older).keySet());
            }
        }
        compared.forEach(frontier -> requireUnreached(left, frontier));
        return left;
    }

    /**
     * Makes sure that the frontier reaches none of the commits. A comparison never lists too few commits, but it lists
     * commits that the base reaches if committers' dates run backwards, because Git relies on dates when it excludes
     * commits. If the frontier reaches a commit, it reaches that commit's parents too, so only commits without a parent
     * in the list are checked.
     *
     * @throws UncertainAnswerException if the frontier reaches one of the commits
     */
    private void requireUnreached(Map<String, ListedCommit> left, String frontier) {
        for (ListedCommit commit : left.values()) {
            boolean oldest = commit.parents().stream().noneMatch(left::containsKey);
            if (oldest && !commit.parents().contains(frontier)) {
                deadline.check();
                if (reaches(api, remote, frontier, commit.sha())) {
                    throw new UncertainAnswerException(
                            "GitHub lists " + commit.sha() + " as new, but " + frontier + " reaches it");
                }
            }
        }
    }

    /** Whether a commit reaches another, by their merge base, which doesn't depend on dates. */
    static boolean reaches(HistoryApi api, Remote remote, String commit, String other) {
        return CommitPages.compared(api, remote, commit, other).mergeBase().equals(other);
    }

    /** The most commits to list for each comparison that the list may save: a page of them. */
    private static final long MOST_LISTED_PER_FRONTIER = 100;

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
        Map<String, ListedCommit> reached = new HashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of(from));
        Set<String> seen = new HashSet<>(Set.of(from));
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
