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
 * The commits that a head reaches and none of the frontiers does, exactly: the newest frontier is compared with the head,
 * and what another one reaches of the difference is taken out of it. An older frontier mostly is an ancestor of the
 * newest; one comparison of the oldest with the newest tells that of all that lie between.
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
     * Finds them.
     *
     * @param beginning of the head's list, or of its comparison with the last frontier
     * @throws UncertainAnswerException where what GitHub lists isn't whole
     */
    Map<String, ListedCommit> of(String head, List<String> frontiers, CommitPages beginning) {
        Map<String, ListedCommit> listed = frontiers.isEmpty() ? all(beginning) : whole(beginning);
        Map<String, ListedCommit> found = walk(head, listed);
        boolean whole = frontiers.isEmpty()
                ? found.values().stream().allMatch(commit -> found.keySet().containsAll(commit.parents()))
                        && found.containsKey(head)
                : found.size() == listed.size();
        if (!whole) {
            throw new UncertainAnswerException("GitHub's list of what " + head + " reaches has gaps");
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
                        .retainAll(whole(CommitPages.compared(api, remote, oldest, head))
                                .keySet());
            } else if (older.ahead() / others(others) <= MOST_LISTED_FOR_ONE) {
                // All of these, and what lies between, the newest reaches.
                others.removeAll(whole(older).keySet());
            }
        }
        compared.forEach(frontier -> prove(left, frontier));
        return left;
    }

    /**
     * Makes sure that none of the commits is one that the frontier reaches. A comparison lists such ones where committers'
     * dates run backwards, for git trusts them when it is told what to leave out; it never lists too few. What an ancestor
     * of the frontier reaches the frontier reaches as well, so it is enough to look at the eldest of them.
     *
     * @throws UncertainAnswerException where there is one
     */
    private void prove(Map<String, ListedCommit> left, String frontier) {
        for (ListedCommit commit : left.values()) {
            boolean eldest = commit.parents().stream().noneMatch(left::containsKey);
            if (eldest && !commit.parents().contains(frontier)) {
                deadline.check();
                if (reaches(api, remote, frontier, commit.sha())) {
                    throw new UncertainAnswerException(
                            "GitHub lists " + commit.sha() + " as new, which " + frontier + " reaches");
                }
            }
        }
    }

    /** Whether a commit reaches an ancestor: the merge base tells it, whatever the dates. */
    static boolean reaches(HistoryApi api, Remote remote, String commit, String ancestor) {
        return CommitPages.compared(api, remote, commit, ancestor).mergeBase().equals(ancestor);
    }

    /** So many commits are listed to save one comparison: a page of them. */
    private static final long MOST_LISTED_FOR_ONE = 100;

    private static long others(List<String> others) {
        return Math.max(1, others.size());
    }

    /** All of a comparison. */
    private Map<String, ListedCommit> whole(CommitPages compared) {
        Map<String, ListedCommit> listed = all(compared);
        if (listed.size() != compared.ahead()) {
            throw new UncertainAnswerException(
                    "GitHub counts " + compared.ahead() + " new commits and lists " + listed.size());
        }
        return listed;
    }

    private Map<String, ListedCommit> all(CommitPages pages) {
        Map<String, ListedCommit> listed = new HashMap<>();
        pages.all(commit -> {
            deadline.check();
            listed.put(commit.sha(), commit);
        });
        return listed;
    }

    /** Those of the commits that one of them reaches, itself included. */
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
