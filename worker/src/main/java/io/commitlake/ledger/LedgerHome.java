package io.commitlake.ledger;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Records;
import io.commitlake.storage.Storage;

/**
 * The ledger's home, as the dataset says once and for all.
 *
 * @param ledger {@code dataset}: in the dataset's own store
 */
public record LedgerHome(String ledger) {
    public static final LedgerHome DATASET = new LedgerHome("dataset");

    /**
     * The ledger of a dataset; the first to open it settles where it is.
     *
     * @throws CommitlakeException of kind SETTINGS where the dataset's ledger is elsewhere: two ledgers would export twice
     */
    public static Ledger open(Storage storage) {
        byte[] mine = Json.write(DATASET);
        boolean known = Records.read(storage, Layout.LEDGER_HOME, LedgerHome.class)
                .map(DATASET::equals)
                .orElseGet(() -> storage.putIfAbsent(Layout.LEDGER_HOME, mine));
        if (!known) {
            throw CommitlakeException.settings("the dataset " + storage.location() + " keeps its ledger elsewhere ("
                    + Layout.LEDGER_HOME + "): set COMMITLAKE_LEDGER to that one");
        }
        return new StoreLedger(storage);
    }
}
