package io.commitlake.model;

import java.time.Instant;

/**
 * The newest commit of an export.
 *
 * @param sha the commit's SHA
 * @param at the committer date in whole seconds, equal to the dataset's {@code commit_at}
 */
public record Tip(String sha, Instant at) {
    public Tip {
        Sha.of(sha);
    }
}
