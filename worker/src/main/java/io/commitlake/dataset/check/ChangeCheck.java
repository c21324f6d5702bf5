package io.commitlake.dataset.check;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.FileChangeRow;
import io.commitlake.dataset.FileType;
import io.commitlake.model.Sha;
import io.commitlake.model.commit.ChangeStatus;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks the rows of one commit in file_changes, each by itself and against the version that its parent left. */
final class ChangeCheck {
    private static final Set<String> STATUSES =
            Arrays.stream(ChangeStatus.values()).map(ChangeStatus::text).collect(Collectors.toSet());
    private static final String ADDED = ChangeStatus.ADDED.text();
    private static final String MODIFIED = ChangeStatus.MODIFIED.text();
    private static final String REMOVED = ChangeStatus.REMOVED.text();
    private static final String RENAMED = ChangeStatus.RENAMED.text();
    private static final String CHANGED = ChangeStatus.CHANGED.text();
    private static final Pattern MODE = Pattern.compile("[0-7]{6}");

    /** The digits of a mode that tell the type of a file; the others are permissions. */
    private static final int TYPE_DIGITS = 3;

    private final CommitRow commit;
    private final LeftVersions parents;
    private final LeftVersions.OfCommit left = new LeftVersions.OfCommit();
    private final BiConsumer<String, String> fault;

    /**
     * Creates a check for one commit.
     *
     * @param parents the versions that earlier commits left; {@link #finish} adds this commit's
     * @param fault receives the path and the fault of a row
     */
    ChangeCheck(CommitRow commit, LeftVersions parents, BiConsumer<String, String> fault) {
        this.commit = commit;
        this.parents = parents;
        this.fault = fault;
    }

    void check(FileChangeRow row) {
        expect(
                row.changes() == row.linesAdded() + row.linesDeleted(),
                row,
                () -> "changes is " + row.changes() + ", not " + row.linesAdded() + " + " + row.linesDeleted());
        expect(STATUSES.contains(row.status()), row, () -> "status is \"" + row.status() + "\"");
        expect(
                row.status().equals(RENAMED) == row.previousFilePath().isPresent(),
                row,
                () -> withStatus(row, "previous_file_path", row.previousFilePath()));
        expect(
                row.fileType().equals(FileType.of(row.filePath())),
                row,
                () -> "file_type is " + row.fileType().orElse("null") + ", not "
                        + FileType.of(row.filePath()).orElse("null"));
        expect(
                !row.isBinary() || row.changes() == 0,
                row,
                () -> "is_binary is true and changes is " + row.changes() + ", not 0");
        expect(
                row.numParents() == commit.parentCommits().size(),
                row,
                () -> "num_parents is " + row.numParents() + ", but the commit has "
                        + commit.parentCommits().size() + " parents");
        checkVersions(row);
        checkParent(row);
    }

    /** Adds the versions that the commit left, for its children. */
    void finish() {
        parents.add(commit.commitSha(), left);
    }

    private void checkVersions(FileChangeRow row) {
        boolean added = row.status().equals(ADDED);
        boolean removed = row.status().equals(REMOVED);
        expect(Sha.is(row.fileSha()), row, () -> "file_sha is \"" + row.fileSha() + "\", which isn't a SHA-1");
        expect(
                row.previousFileSha().isPresent() != added
                        && row.previousFileSha().map(Sha::is).orElse(true),
                row,
                () -> withStatus(row, "previous_file_sha", row.previousFileSha()));
        expect(
                !removed || row.previousFileSha().equals(Optional.of(row.fileSha())),
                row,
                () -> "status is removed, and file_sha is " + row.fileSha() + " but previous_file_sha is "
                        + row.previousFileSha().orElse("null"));
        expect(isModeUnless(removed, row.fileMode()), row, () -> withStatus(row, "file_mode", row.fileMode()));
        expect(
                isModeUnless(added, row.previousFileMode()),
                row,
                () -> withStatus(row, "previous_file_mode", row.previousFileMode()));
        expect(
                !row.status().equals(MODIFIED)
                        || !version(row.fileMode(), Optional.of(row.fileSha()))
                                .equals(version(row.previousFileMode(), row.previousFileSha())),
                row,
                () -> "status is modified, but the version before the change is the version after it, "
                        + text(version(row.previousFileMode(), row.previousFileSha())));
        if (row.fileMode().isPresent() && row.previousFileMode().isPresent()) {
            boolean sameType = type(row.fileMode().get())
                    .equals(type(row.previousFileMode().get()));
            expect(
                    sameType ? !row.status().equals(CHANGED) : !row.status().equals(MODIFIED),
                    row,
                    () -> "status is " + row.status() + ", and the mode goes from "
                            + row.previousFileMode().get() + " to "
                            + row.fileMode().get());
        }
    }

    /** Compares the version before the change with the one that the first parent left, if the parent changed the file. */
    private void checkParent(FileChangeRow row) {
        left.add(row.filePath(), version(row.fileMode(), Optional.of(row.fileSha())));
        row.previousFilePath().ifPresent(path -> left.add(path, LeftVersions.NO_FILE));
        compareWithParent(
                row,
                row.previousFilePath().orElse(row.filePath()),
                version(row.previousFileMode(), row.previousFileSha()));
        if (row.previousFilePath().isPresent()) {
            compareWithParent(row, row.filePath(), LeftVersions.NO_FILE);
        }
    }

    private void compareWithParent(FileChangeRow row, String path, LeftVersions.Version before) {
        if (commit.parentCommits().isEmpty() || path.contains(CommitCheck.REPLACEMENT)) {
            return;
        }
        String parent = commit.parentCommits().getFirst();
        parents.find(parent, path)
                .ifPresent(found -> expect(
                        found.equals(before),
                        row,
                        () -> "the version before the change is " + text(before) + ", but the parent " + parent
                                + " left " + text(found) + " at " + path));
    }

    private static LeftVersions.Version version(Optional<String> mode, Optional<String> sha) {
        return mode.isPresent() && sha.isPresent()
                ? new LeftVersions.Version(mode.get(), sha.get())
                : LeftVersions.NO_FILE;
    }

    private static boolean isModeUnless(boolean none, Optional<String> mode) {
        return none
                ? mode.isEmpty()
                : mode.isPresent() && MODE.matcher(mode.get()).matches();
    }

    private static String type(String mode) {
        return mode.substring(0, Math.min(TYPE_DIGITS, mode.length()));
    }

    private static String text(LeftVersions.Version version) {
        return version.equals(LeftVersions.NO_FILE) ? "no file" : version.mode() + " " + version.sha();
    }

    private static String withStatus(FileChangeRow row, String column, Optional<String> value) {
        return "status is " + row.status() + " and " + column + " is " + value.orElse("null");
    }

    private void expect(boolean right, FileChangeRow row, Supplier<String> what) {
        if (!right) {
            fault.accept(row.filePath(), what.get());
        }
    }
}
