package io.commitlake.model.commit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that a commit changed against its first parent, and the version after the commit.
 *
 * @param status the kind of change
 * @param sha the SHA of the blob after the change; of the removed blob for a removal; of the commit for a submodule
 * @param path the decoded path
 * @param escapedPath the path's bytes, percent-encoded as in GitHub's {@code raw_url}
 * @param previousPath the decoded old path of a renamed file
 * @param linesAdded the added lines as {@code git diff --numstat} counts them; 0 for a binary file
 * @param linesDeleted the deleted lines, counted in the same way
 * @param size the size in bytes of the version after the commit; empty for a removal and for a submodule
 */
public record FileChange(
        ChangeStatus status,
        String sha,
        String path,
        String escapedPath,
        Optional<String> previousPath,
        long linesAdded,
        long linesDeleted,
        OptionalLong size) {
    public FileChange {
        if (linesAdded < 0 || linesDeleted < 0) {
            throw new IllegalArgumentException(
                    path + " can't have " + linesAdded + " lines added and " + linesDeleted + " lines deleted");
        }
        if (previousPath.isPresent() != (status == ChangeStatus.RENAMED)) {
            throw new IllegalArgumentException(path + " is " + status.text() + " but has "
                    + previousPath.map(p -> "the previous path " + p).orElse("no previous path"));
        }
        if (status == ChangeStatus.REMOVED && size.isPresent()) {
            throw new IllegalArgumentException(path + " was removed but has a size of " + size.getAsLong());
        }
    }
}
