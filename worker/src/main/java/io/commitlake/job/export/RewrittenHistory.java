package io.commitlake.job.export;

import io.commitlake.history.History;
import io.commitlake.history.LeftCommits;
import io.commitlake.model.Claim;
import io.commitlake.model.Tip;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A rewrite of a branch: its new tip doesn't reach its old one, for example after a force push. The rows of the commits
 * that left the branch stay in the dataset.
 *
 * @param oldTip the tip of the export before
 * @param newTip the tip of the export that met the rewrite
 * @param mergeBase the newest commit that both tips reach; empty if there is none or it is unknown
 * @param left the number of commits that left the branch; empty if it is unknown, because GitHub lost the old tip
 */
public record RewrittenHistory(String oldTip, String newTip, Optional<String> mergeBase, OptionalLong left) {
    /**
     * The rewrite that an export meets; empty if the branch only moved forward.
     *
     * @param last the tip of the export before
     * @param history has the tip of the claim and the frontiers that it doesn't count as lost
     */
    static Optional<RewrittenHistory> of(Optional<Tip> last, Claim claim, History history) {
        String tip = claim.tip().sha();
        // The claim compares the tip with frontiers only. An old tip that isn't one was left by an earlier rewrite.
        return last.map(Tip::sha)
                .filter(old -> claim.frontiers().contains(old))
                .filter(old ->
                        claim.reached().isPresent() && !claim.reached().get().contains(old))
                .map(old -> {
                    Optional<LeftCommits> left =
                            claim.lost().containsKey(old) ? Optional.empty() : history.leftBehind(old, tip);
                    return new RewrittenHistory(
                            old,
                            tip,
                            left.flatMap(LeftCommits::mergeBase),
                            left.isPresent() ? OptionalLong.of(left.get().commits()) : OptionalLong.empty());
                });
    }
}
