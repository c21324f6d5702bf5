package io.commitlake.job.export;

import io.commitlake.history.History;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Tip;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/**
 * The tips that heads have as of a snapshot. The ledger keeps those that differ from their head, so that plans know
 * them.
 */
@Singleton
final class SnapshotTips {
    private final Ledger ledger;

    SnapshotTips(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Finds a head's tip as of a snapshot.
     *
     * @return empty if the branch has no commit before the snapshot
     * @throws CommitlakeException of kind BUG if the ledger holds another tip
     */
    Optional<Tip> find(long repository, String head, History history, Instant snapshot) {
        Optional<Tip> tip = history.tipBefore(head, snapshot);
        if (tip.isEmpty() || !tip.get().sha().equals(head)) {
            SnapshotTip mine = new SnapshotTip(tip);
            SnapshotTip kept = ledger.keepTip(repository, head, snapshot, mine);
            if (!kept.equals(mine)) {
                throw CommitlakeException.bug("repository " + repository + " has " + mine + " for its head " + head
                        + " as of " + snapshot + ", but the ledger has " + kept
                        + ": please report this bug in Commitlake");
            }
        }
        return tip;
    }
}
