package io.commitlake.dataset.check;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.FileChangeRow;
import io.commitlake.dataset.FileStateRow;
import io.commitlake.dataset.FileType;
import io.commitlake.dataset.check.Faults.Kind;
import io.commitlake.model.commit.ChangeStatus;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One commit's row against its rows of the other two tables. Both have git's order, so a file state is looked for at the
 * change that comes; only what isn't found there is kept, until the commit's end.
 */
final class CommitCheck {
    private static final Set<String> STATUSES =
            Arrays.stream(ChangeStatus.values()).map(ChangeStatus::text).collect(Collectors.toSet());
    private static final String REPLACEMENT = "\uFFFD";

    private final CommitRow commit;
    private final String commitFile;
    private final CommitRows<FileChangeRow> changes;
    private final CommitRows<FileStateRow> states;
    private final Faults faults;
    private final Set<String> paths = new HashSet<>();
    private final Set<String> doubled = new LinkedHashSet<>();
    private final Map<Version, Left> withoutState = new LinkedHashMap<>();

    private record Version(String path, String sha) {}

    /**
     * Changes without a file state.
     *
     * @param count of them
     * @param submodule whether the last can be one: it has no file state then
     */
    private record Left(int count, boolean submodule) {}

    CommitCheck(
            CommitRow commit,
            String commitFile,
            CommitRows<FileChangeRow> changes,
            CommitRows<FileStateRow> states,
            Faults faults) {
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
        @Nullable FileStateRow state = states.takeOf(commit);
        for (FileChangeRow change = changes.takeOf(commit); change != null; change = changes.takeOf(commit)) {
            files++;
            added += change.linesAdded();
            deleted += change.linesDeleted();
            check(change);
            if (change.status().equals(ChangeStatus.REMOVED.text())) {
                continue;
            }
            if (state != null && version(state).equals(version(change))) {
                check(state);
                state = states.takeOf(commit);
            } else {
                withoutState.merge(
                        version(change),
                        new Left(1, canBeSubmodule(change)),
                        (one, other) -> new Left(one.count() + 1, one.submodule() && other.submodule()));
            }
        }
        for (; state != null; state = states.takeOf(commit)) {
            check(state);
            takeChangeOf(state);
        }
        if (!changes.sound() || !states.sound()) {
            return; // a file broke off in this very commit: that is the fault
        }
        withoutState.forEach((version, left) -> {
            if (!left.submodule()) {
                fault(
                        Kind.STATES,
                        states.key().isEmpty() ? changes.key() : states.key(),
                        "file_changes has " + version.path() + " as " + version.sha() + ", file_states has not");
            }
        });
        if (files > commit.numFilesChanged()) {
            // A tree may have a name twice, and then Git's diff has it twice too; the commit counts both.
            doubled.forEach(path -> fault(Kind.DOUBLE, changes.key(), path + " is there twice"));
        }
        compare("num_files_changed", commit.numFilesChanged(), "rows of file_changes", files);
        compare("num_lines_added", commit.numLinesAdded(), "lines_added in file_changes", added);
        compare("num_lines_deleted", commit.numLinesDeleted(), "lines_deleted in file_changes", deleted);
    }

    private void takeChangeOf(FileStateRow state) {
        Left left = withoutState.remove(version(state));
        if (left == null) {
            fault(
                    Kind.STATES,
                    states.key(),
                    "file_states has " + state.filePath() + " as " + state.fileSha() + ", file_changes has not");
        } else if (left.count() > 1) {
            withoutState.put(version(state), new Left(left.count() - 1, left.submodule()));
        }
    }

    /**
     * Whether a change may have no file state though it is no removal. git shows a submodule as a file of one line; where
     * a file became one its own lines were deleted too.
     */
    private static boolean canBeSubmodule(FileChangeRow change) {
        return change.linesAdded() <= 1
                && (change.linesDeleted() <= 1 || change.status().equals(ChangeStatus.CHANGED.text()));
    }

    private void check(FileChangeRow change) {
        String path = change.filePath();
        if (!paths.add(path) && !path.contains(REPLACEMENT)) {
            doubled.add(path);
        }
        if (change.changes() != change.linesAdded() + change.linesDeleted()) {
            value(
                    changes.key(),
                    path,
                    "changes is " + change.changes() + ", not " + change.linesAdded() + " + " + change.linesDeleted());
        }
        if (!STATUSES.contains(change.status())) {
            value(changes.key(), path, "status is \"" + change.status() + "\"");
        }
        if (change.status().equals(ChangeStatus.RENAMED.text())
                != change.previousFilePath().isPresent()) {
            value(
                    changes.key(),
                    path,
                    "status is " + change.status() + " and previous_file_path is "
                            + change.previousFilePath().orElse("null"));
        }
        if (!change.fileType().equals(FileType.of(path))) {
            value(
                    changes.key(),
                    path,
                    "file_type is " + change.fileType().orElse("null") + ", not "
                            + FileType.of(path).orElse("null"));
        }
        if (!KnownCommits.isSha(change.fileSha())) {
            value(changes.key(), path, "file_sha is \"" + change.fileSha() + "\" and no git object's name");
        }
    }

    private void check(FileStateRow state) {
        if (state.fileSize() < 0) {
            value(states.key(), state.filePath(), "file_size is " + state.fileSize());
        }
        if (!state.rawUrl().contains("/raw/" + commit.commitSha() + "/")) {
            value(states.key(), state.filePath(), "raw_url is " + state.rawUrl());
        }
    }

    private void compare(String column, long says, String what, long is) {
        if (says != is) {
            fault(Kind.SUMS, commitFile, column + " is " + says + ", " + what + " come to " + is);
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
