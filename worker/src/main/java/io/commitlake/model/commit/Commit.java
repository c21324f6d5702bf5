package io.commitlake.model.commit;

import io.commitlake.model.Sha;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A commit with what it changed.
 *
 * @param sha its name
 * @param at the committer's date, in whole seconds from 1970 to 9999
 * @param authorId the author's GitHub id, where GitHub knows one
 * @param message decoded, without newlines at the end
 * @param parents in git's order
 * @param changes against the first parent (a root: against nothing), as git lists paths (by their bytes)
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
