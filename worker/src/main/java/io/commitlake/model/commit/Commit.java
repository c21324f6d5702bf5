package io.commitlake.model.commit;

import io.commitlake.model.Sha;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A commit and the files that it changed.
 *
 * @param sha the commit's SHA
 * @param tree the SHA of the commit's tree
 * @param author the person who wrote the change
 * @param authorId the author's GitHub user ID; empty if GitHub knows none
 * @param committer the person who made the commit, with the commit's date
 * @param committerId the committer's GitHub user ID; empty if GitHub knows none
 * @param message the decoded message, without trailing newlines
 * @param parents the SHAs of the parents, in Git's order
 * @param changes the changes against the first parent (for a root commit, against the empty tree), in Git's order: by
 *     the bytes of the path
 */
public record Commit(
        String sha,
        String tree,
        Signature author,
        OptionalLong authorId,
        Signature committer,
        OptionalLong committerId,
        String message,
        List<String> parents,
        List<FileChange> changes) {
    public Commit {
        Sha.of(sha);
    }

    /** The committer date. */
    public Instant at() {
        return committer.at();
    }
}
