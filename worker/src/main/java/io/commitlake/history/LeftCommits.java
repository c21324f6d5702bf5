package io.commitlake.history;

import java.util.Optional;

/**
 * The commits that left a branch when its history was rewritten: those that its old tip reaches and its new tip doesn't.
 *
 * @param mergeBase a newest commit that both tips reach; empty if they have none in common
 * @param commits the number of commits that left the branch
 */
public record LeftCommits(Optional<String> mergeBase, long commits) {
    public LeftCommits {
        if (commits < 0) {
            throw new IllegalArgumentException("a branch can't lose " + commits + " commits");
        }
    }
}
