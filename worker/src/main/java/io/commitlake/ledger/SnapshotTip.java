package io.commitlake.ledger;

import io.commitlake.model.Tip;
import java.util.Optional;

/**
 * What a head comes to as of a snapshot.
 *
 * @param tip empty where no commit on its first-parent chain is before the snapshot
 */
public record SnapshotTip(Optional<Tip> tip) {}
