package io.commitlake.dataset.check;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.FileChangeRow;
import io.commitlake.dataset.FileStateRow;
import io.commitlake.dataset.check.Faults.Kind;
import io.commitlake.model.commit.ChangeStatus;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares one commit's row with its rows in the other two tables. Both tables are in Git's order, so the next file
 * state usually belongs to the next change; only changes without one are kept until the end of the commit.
 */
final class CommitCheck {
    /** The character that stands for undecodable bytes, so that different paths may look alike. */
    static final String REPLACEMENT = "\uFFFD";

    private static final Optional<String> SUBMODULE = Optional.of("160000");

    private final CommitRow commit;
    private final String commitFile;
    private final CommitRows<FileChangeRow> changes;
    private final CommitRows<FileStateRow> states;
    private final Consumer<FileStateRow> eachState;
    private final Faults faults;
    private final Set<String> paths = new HashSet<>();
    private final Set<String> duplicates = new LinkedHashSet<>();
    private final Map<Version, Unmatched> withoutState = new LinkedHashMap<>();

    private record Version(String path, String sha) {}

    /**
     * Changes to one version of a file that have no file state yet.
     *
     * @param count the number of changes
     * @param submodule whether the version is a submodule, which has no file state
     */
    private record Unmatched(int count, boolean submodule) {}

    private final ChangeCheck changeCheck;

    CommitCheck(
            CommitRow commit,
            String commitFile,
            CommitRows<FileChangeRow> changes,
            CommitRows<FileStateRow> states,
            LeftVersions parents,
            Consumer<FileStateRow> eachState,
            Faults faults) {
        this.eachState = eachState;
        this.changeCheck = new ChangeCheck(commit, parents, (path, what) -> value(changes.key(), path, what));
        this.commit = commit;
        this.commitFile = commitFile;
        this.changes = changes;
        this.states = states;
        this.faults = faults;
    }

    void check() {
        long files = 0;
        long added = 0;
        long deleted = 0;
        @Nullable FileStateRow state = states.takeRowOf(commit);
        for (FileChangeRow change = changes.takeRowOf(commit); change != null; change = changes.takeRowOf(commit)) {
            files++;
            added += change.linesAdded();
            deleted += change.linesDeleted();
            check(change);
            if (change.status().equals(ChangeStatus.REMOVED.text())) {
                continue;
            }
            if (state != null && version(state).equals(version(change))) {
                check(state);
                state = states.takeRowOf(commit);
            } else {
                withoutState.merge(
                        version(change),
                        new Unmatched(1, change.fileMode().equals(SUBMODULE)),
                        (one, other) -> new Unmatched(one.count() + 1, one.submodule() && other.submodule()));
            }
        }
        for (; state != null; state = states.takeRowOf(commit)) {
            check(state);
            takeChangeOf(state);
        }
        if (!changes.sound() || !states.sound()) {
            return; // a file became unreadable in this commit, which is already reported
        }
        withoutState.forEach((version, unmatched) -> {
            if (!unmatched.submodule()) {
                fault(
                        Kind.STATES,
                        states.key().isEmpty() ? changes.key() : states.key(),
                        "file_changes has " + version.path() + " as " + version.sha() + ", but file_states doesn't");
            }
        });
        if (files > commit.numFilesChanged()) {
            // A corrupt tree may have a name twice; Git's diff then has it twice too, and the commit counts both.
            duplicates.forEach(path -> fault(Kind.DOUBLE, changes.key(), path + " appears twice"));
        }
        changeCheck.finish();
        compare("num_files_changed", commit.numFilesChanged(), "the number of rows in file_changes", files);
        compare("num_lines_added", commit.numLinesAdded(), "the sum of lines_added in file_changes", added);
        compare("num_lines_deleted", commit.numLinesDeleted(), "the sum of lines_deleted in file_changes", deleted);
    }

    private void takeChangeOf(FileStateRow state) {
        Unmatched unmatched = withoutState.remove(version(state));
        if (unmatched == null) {
            fault(
                    Kind.STATES,
                    states.key(),
                    "file_states has " + state.filePath() + " as " + state.fileSha() + ", but file_changes doesn't");
        } else if (unmatched.count() > 1) {
            withoutState.put(version(state), new Unmatched(unmatched.count() - 1, unmatched.submodule()));
        }
    }

    private void check(FileChangeRow change) {
        String path = change.filePath();
        if (!paths.add(path) && !path.contains(REPLACEMENT)) {
            duplicates.add(path);
        }
        changeCheck.check(change);
    }

    private void check(FileStateRow state) {
        eachState.accept(state);
        if (state.fileSize() < 0) {
            value(states.key(), state.filePath(), "file_size is " + state.fileSize());
        }
        if (!state.rawUrl().contains("/raw/" + commit.commitSha() + "/")) {
            value(states.key(), state.filePath(), "raw_url is " + state.rawUrl());
        }
    }

    private void compare(String column, long stated, String what, long actual) {
        if (stated != actual) {
            fault(Kind.SUMS, commitFile, column + " is " + stated + ", but " + what + " is " + actual);
        }
    }

    private void value(String file, String path, String what) {
        fault(Kind.VALUE, file, path + ": " + what);
    }

    private void fault(Kind kind, String file, String what) {
        faults.add(kind, file, "commit " + commit.commitSha() + ": " + what);
    }

    private static Version version(FileStateRow state) {
        return new Version(state.filePath(), state.fileSha());
    }

    private static Version version(FileChangeRow change) {
        return new Version(change.filePath(), change.fileSha());
    }
}
