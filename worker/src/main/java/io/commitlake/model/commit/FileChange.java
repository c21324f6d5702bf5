package io.commitlake.model.commit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One file that a commit changed against its first parent, and the version it left.
 *
 * @param status what the commit did
 * @param sha of the blob after the change; of the removed blob where it was removed; a submodule's commit
 * @param path decoded
 * @param escapedPath the path's bytes, percent-encoded as GitHub does it in {@code raw_url}
 * @param previousPath decoded, of a rename
 * @param linesAdded as {@code git diff --numstat} counts, 0 for a binary file
 * @param linesDeleted likewise
 * @param size of the version that the commit left, in bytes; empty for a removal and for a submodule
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
            throw new IllegalArgumentException(path + " is " + status.text() + " and has "
                    + previousPath.map(p -> "the previous path " + p).orElse("no previous path"));
        }
        if (status == ChangeStatus.REMOVED && size.isPresent()) {
            throw new IllegalArgumentException(path + " was removed and has a size of " + size.getAsLong());
        }
    }
}
