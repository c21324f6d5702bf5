package io.commitlake.model.commit;

import io.commitlake.model.Sha;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A commit and the files that it changed.
 *
 * @param sha the commit's SHA
 * @param at the committer date in whole seconds, from 1970 to 9999
 * @param authorId the author's GitHub user ID; empty if GitHub knows none
 * @param message the decoded message, without trailing newlines
 * @param parents the SHAs of the parents, in Git's order
 * @param changes the changes against the first parent (for a root commit, against the empty tree), in Git's order: by
 *     the bytes of the path
 */
public record Commit(
        String sha, Instant at, OptionalLong authorId, String message, List<String> parents, List<FileChange> changes) {
    public Commit {
        Sha.of(sha);
        if (at.getEpochSecond() < 0 || at.getEpochSecond() > CommitMonth.LAST_SECOND || at.getNano() != 0) {
            throw new IllegalArgumentException("commit " + sha + " has a date outside 1970 to 9999: " + at);
        }
    }
}
