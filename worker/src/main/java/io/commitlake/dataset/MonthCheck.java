package io.commitlake.dataset;

import io.commitlake.model.ChangeStatus;
import io.commitlake.model.ShaSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds the three files of one month of one export against each other, commit by commit. */
final class MonthCheck {
    private final SortedRows<CommitRow> commits;
    private final SortedRows<FileChangeRow> changes;
    private final SortedRows<FileStateRow> states;
    private final String key;
    private final boolean whole;

    MonthCheck(
            String key,
            SortedRows<CommitRow> commits,
            SortedRows<FileChangeRow> changes,
            SortedRows<FileStateRow> states,
            boolean whole) {
        this.key = key;
        this.whole = whole;
        this.commits = commits;
        this.changes = changes;
        this.states = states;
    }

    /**
     * Reads them to their ends.
     *
     * @param seen the commits of the repository so far; this month's are added
     * @param unmet parents that weren't seen, each with the file of a child; this month's are added and met ones removed
     * @return how many commits it has
     */
    long run(ShaSet seen, Map<String, String> unmet) {
        long count = 0;
        for (CommitRow commit = commits.peek(); commit != null; commit = commits.peek()) {
            count++;
            if (!seen.add(commit.commitSha())) {
                commits.fault("the commit " + commit.commitSha() + " is in the dataset twice");
            }
            unmet.remove(commit.commitSha());
            for (String parent : commit.parentCommits()) {
                if (!seen.contains(parent)) {
                    unmet.putIfAbsent(parent, key);
                }
            }
            if (whole) {
                filesOf(commit);
            }
            commits.advance();
        }
        if (whole) {
            strays(changes, null);
            strays(states, null);
        }
        return count;
    }

    private void filesOf(CommitRow commit) {
        strays(changes, commit);
        strays(states, commit);
        List<FileChangeRow> changed = rowsOf(changes, commit);
        sums(commit, changed);
        paths(changed);
        versions(commit, changed, rowsOf(states, commit));
    }

    private static <R extends Row> List<R> rowsOf(SortedRows<R> rows, CommitRow commit) {
        List<R> ofCommit = new ArrayList<>();
        for (R row = rows.peek(); row != null && row.commitSha().equals(commit.commitSha()); row = rows.peek()) {
            if (!row.commitAt().equals(commit.commitAt())) {
                rows.fault("a row of the commit " + row.commitSha() + " has commit_at " + row.commitAt()
                        + ", the commit's is " + commit.commitAt());
            }
            ofCommit.add(row);
            rows.advance();
        }
        return ofCommit;
    }

    /** Rows before the commit, or left after the last, whose commit isn't there. */
    private static <R extends Row> void strays(
            SortedRows<R> rows, @org.jspecify.annotations.Nullable CommitRow before) {
        String last = "";
        for (R row = rows.peek();
                row != null
                        && (before == null
                                || (!row.commitSha().equals(before.commitSha()) && Row.ORDER.compare(row, before) < 0));
                row = rows.peek()) {
            if (!row.commitSha().equals(last)) {
                rows.fault(
                        "it has rows of the commit " + row.commitSha() + ", which isn't in the commits of its month");
            }
            last = row.commitSha();
            rows.advance();
        }
    }

    private void sums(CommitRow commit, List<FileChangeRow> changed) {
        long added = 0;
        long deleted = 0;
        for (FileChangeRow change : changed) {
            added += change.linesAdded();
            deleted += change.linesDeleted();
            if (change.changes() != change.linesAdded() + change.linesDeleted()) {
                changes.fault("the change of " + change.filePath() + " in " + change.commitSha() + " has "
                        + change.changes() + " changes, and " + change.linesAdded() + " lines added and "
                        + change.linesDeleted() + " deleted");
            }
        }
        if (commit.numFilesChanged() != changed.size()
                || commit.numLinesAdded() != added
                || commit.numLinesDeleted() != deleted) {
            commits.fault("the commit " + commit.commitSha() + " says " + commit.numFilesChanged() + " files, "
                    + commit.numLinesAdded() + " lines added and " + commit.numLinesDeleted()
                    + " deleted; its file changes sum up to " + changed.size() + ", " + added + " and " + deleted);
        }
    }

    private void paths(List<FileChangeRow> changed) {
        Set<String> paths = HashSet.newHashSet(changed.size());
        for (FileChangeRow change : changed) {
            // Paths that didn't decode may well be different ones.
            if (!paths.add(change.filePath()) && change.filePath().indexOf('\ufffd') < 0) {
                changes.fault("the commit " + change.commitSha() + " has the file " + change.filePath() + " twice");
            }
        }
    }

    /** Both in the order of paths: the states are those of the changes that left a version. */
    private void versions(CommitRow commit, List<FileChangeRow> changed, List<FileStateRow> left) {
        int at = 0;
        for (FileChangeRow change : changed) {
            if (change.status().equals(ChangeStatus.REMOVED.text())) {
                continue;
            }
            if (at < left.size() && matches(left.get(at), change)) {
                at++;
            } else if (change.linesAdded() > 1) {
                // A submodule leaves no version, and shows as at most one line added.
                states.fault("the commit " + commit.commitSha() + " left a version of " + change.filePath()
                        + ", which has no row");
            }
        }
        if (at < left.size()) {
            states.fault(
                    "the version of " + left.get(at).filePath() + " in " + commit.commitSha() + " fits no file change");
        }
    }

    private static boolean matches(FileStateRow state, FileChangeRow change) {
        return state.filePath().equals(change.filePath()) && state.fileSha().equals(change.fileSha());
    }
}
