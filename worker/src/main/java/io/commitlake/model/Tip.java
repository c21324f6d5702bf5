package io.commitlake.model;

import java.time.Instant;

/**
 * A commit that an export reaches up to.
 *
 * @param sha of the commit
 * @param at its committer's date, as the dataset has it ({@code commit_at}), in whole seconds
 */
public record Tip(String sha, Instant at) {
    public Tip {
        Sha.of(sha);
    }
}
