package io.commitlake.history.api;

import io.commitlake.history.lines.LineCount;
import io.commitlake.history.object.GitText;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.SizedVersion;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A listed file with its versions from the trees of the commit and of its first parent. The listed SHA must be at the
 * listed path: that proves the path's bytes, which GitHub may have recoded.
 *
 * @param before the version before the change; empty for an added file
 * @param after the version after the change; empty for a removed file
 */
record FoundFile(ListedFile file, Optional<SizedVersion> before, Optional<SizedVersion> after) {
    private static final String SUBMODULE = "160000";

    /** The modes that Git prints. Old trees have others, which Git rounds to these. */
    private static final Set<String> MODES = Set.of("100644", "100755", "120000", SUBMODULE);

    /** The number of digits that tell a file from a symbolic link and from a submodule. */
    private static final int TYPE_DIGITS = 3;

    /**
     * Puts the versions together.
     *
     * @param found the files that GitHub shows
     * @throws UncertainAnswerException if a version is missing or isn't the listed one, or if Git would describe the
     *     change differently
     */
    static FoundFile of(CommitDetail commit, ListedFile file, Map<CommitPath, SizedVersion> found) {
        Optional<SizedVersion> before = file.status() == ChangeStatus.ADDED
                ? Optional.empty()
                : Optional.of(version(commit.before(file), found));
        Optional<SizedVersion> after = file.status() == ChangeStatus.REMOVED
                ? Optional.empty()
                : Optional.of(version(commit.after(file), found));
        FoundFile both = new FoundFile(file, before, after);
        if (!after.or(() -> before).orElseThrow().sha().equals(file.sha())) {
            throw new UncertainAnswerException("GitHub lists " + file.sha() + " for " + file.path() + " in "
                    + commit.sha() + ", but its tree has another object");
        }
        if (before.isPresent() && after.isPresent()) {
            both.check(commit, before.get(), after.get());
        }
        return both;
    }

    private static SizedVersion version(CommitPath path, Map<CommitPath, SizedVersion> found) {
        SizedVersion version = found.get(path);
        if (version == null
                || !MODES.contains(version.version().mode())
                || version.size().isPresent() == isSubmodule(version)) {
            throw new UncertainAnswerException(
                    "GitHub doesn't show " + path + " as a file" + (version == null ? "" : ", but as " + version));
        }
        return version;
    }

    private void check(CommitDetail commit, SizedVersion one, SizedVersion other) {
        boolean sameType = one.version().mode().regionMatches(0, other.version().mode(), 0, TYPE_DIGITS);
        boolean unchanged = file.status() == ChangeStatus.MODIFIED && one.equals(other);
        if (!sameType || unchanged || (keepsObject() && !file.mayHideLines())) {
            throw new UncertainAnswerException("GitHub lists " + file.path() + " as "
                    + file.status().text() + " in " + commit.sha() + ", from " + one + " to " + other);
        }
    }

    /** Whether the change keeps the blob, or the submodule's commit: a rename, or a change of the mode. */
    private boolean keepsObject() {
        return before.map(SizedVersion::sha).equals(after.map(SizedVersion::sha));
    }

    private static boolean isSubmodule(SizedVersion version) {
        return version.version().mode().equals(SUBMODULE);
    }

    /** The blob that the change keeps; GitHub shows no lines, so only the blob tells whether it is binary. */
    Optional<SizedVersion> keptBlob() {
        return after.filter(version -> keepsObject() && !isSubmodule(version));
    }

    /**
     * Makes the row.
     *
     * @param binaries whether a kept blob is binary, by its SHA
     * @throws UncertainAnswerException if lines can't be counted
     */
    FileChange row(Map<String, Boolean> binaries, BlobLineCounts blobs) {
        LineCount lines = lines(binaries, blobs);
        return new FileChange(
                file.status(),
                before.map(SizedVersion::version),
                after.map(SizedVersion::version),
                file.path(),
                after.isEmpty() ? "" : GitText.escaped(file.pathBytes()),
                file.previous(),
                lines.binary(),
                lines.added(),
                lines.deleted(),
                after.map(SizedVersion::size).orElse(OptionalLong.empty()));
    }

    private LineCount lines(Map<String, Boolean> binaries, BlobLineCounts blobs) {
        if (!file.mayHideLines()) {
            return file.lines();
        }
        if (keepsObject()) {
            return keptBlob().map(SizedVersion::sha).map(binaries::get).orElse(false)
                    ? LineCount.BINARY
                    : LineCount.NONE;
        }
        return blobs.count(before, after);
    }
}
