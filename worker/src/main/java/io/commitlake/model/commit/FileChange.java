package io.commitlake.model.commit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that a commit changed against its first parent, and the version after the commit.
 *
 * @param status the kind of change
 * @param before the version before the change; empty for an added file
 * @param after the version after the change; empty for a removed file
 * @param path the decoded path
 * @param escapedPath the path's bytes, percent-encoded as in GitHub's {@code raw_url}
 * @param previousPath the decoded old path of a renamed file
 * @param binary whether {@code git diff --numstat} takes a version for binary, and so counts no lines
 * @param linesAdded the added lines as {@code git diff --numstat} counts them; 0 for a binary file
 * @param linesDeleted the deleted lines, counted in the same way
 * @param size the size in bytes of the version after the commit; empty for a removal and for a submodule
 */
public record FileChange(
        ChangeStatus status,
        Optional<FileVersion> before,
        Optional<FileVersion> after,
        String path,
        String escapedPath,
        Optional<String> previousPath,
        boolean binary,
        long linesAdded,
        long linesDeleted,
        OptionalLong size) {
    public FileChange {
        if (before.isPresent() == (status == ChangeStatus.ADDED)
                || after.isPresent() == (status == ChangeStatus.REMOVED)) {
            throw new IllegalArgumentException(path + " is " + status.text() + " and has "
                    + (before.isPresent() ? "a" : "no") + " version before the change and "
                    + (after.isPresent() ? "one" : "none") + " after it");
        }
        if (linesAdded < 0 || linesDeleted < 0 || (binary && linesAdded + linesDeleted > 0)) {
            throw new IllegalArgumentException(path + (binary ? " is binary and" : "") + " can't have " + linesAdded
                    + " lines added and " + linesDeleted + " lines deleted");
        }
        if (previousPath.isPresent() != (status == ChangeStatus.RENAMED)) {
            throw new IllegalArgumentException(path + " is " + status.text() + " but has "
                    + previousPath.map(p -> "the previous path " + p).orElse("no previous path"));
        }
        if (status == ChangeStatus.REMOVED && size.isPresent()) {
            throw new IllegalArgumentException(path + " was removed but has a size of " + size.getAsLong());
        }
    }

    /** The SHA of the version after the change, or of the removed version. */
    public String sha() {
        return after.or(() -> before).orElseThrow().sha();
    }
}
