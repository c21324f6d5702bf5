package io.commitlake.ledger;

import io.commitlake.model.Tip;
import java.util.Optional;

/**
 * The tip for a head and a snapshot: the first commit before the snapshot on the head's first-parent chain.
 *
 * @param tip the tip; empty if no commit on the chain is before the snapshot
 */
public record SnapshotTip(Optional<Tip> tip) {}
