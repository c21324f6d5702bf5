package io.commitlake.job.ledger;

import io.commitlake.ledger.LedgerContents;
import io.commitlake.model.LedgerHome;

/** Opens ledgers by their homes. */
public interface LedgerHomes {
    /**
     * Opens the ledger of a home.
     *
     * @throws io.commitlake.model.CommitlakeException of kind SETTINGS if it isn't there
     */
    LedgerContents existing(LedgerHome home);

    /**
     * Opens a new home, or one that an interrupted move has begun to fill.
     *
     * @throws io.commitlake.model.CommitlakeException of kind SETTINGS if another ledger is there
     */
    LedgerContents fresh(LedgerHome home);
}
