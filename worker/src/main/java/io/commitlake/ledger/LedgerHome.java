package io.commitlake.ledger;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The record that says where a dataset keeps its ledger. It never changes.
 *
 * @param ledger {@code dataset} for a ledger in the dataset's own store
 */
public record LedgerHome(String ledger) {
    public static final LedgerHome DATASET = new LedgerHome("dataset");

    /**
     * Opens a dataset's ledger. The first call for a dataset stores where the ledger is.
     *
     * @throws CommitlakeException of kind SETTINGS if the dataset's ledger is elsewhere, because with two ledgers
     *     workers would export the same commits twice
     */
    public static Ledger open(Storage storage) {
        byte[] mine = Json.write(DATASET);
        return open(storage, () -> storage.putIfAbsent(Layout.LEDGER_HOME, mine));
    }

    /**
     * Opens a dataset's ledger without writing anything. A dataset of the original program may have no ledger yet.
     *
     * @throws CommitlakeException as {@link #open} does
     */
    public static Ledger openToRead(Storage storage) {
        return open(storage, () -> true);
    }

    /** Whether a store has a dataset: a ledger's home, or a repositories file of the original program. */
    public static boolean isDataset(Storage storage) {
        AtomicBoolean found = new AtomicBoolean();
        storage.list(Layout.LEDGER_HOME, listed -> found.set(true));
        if (!found.get()) {
            storage.list(
                    Layout.REPOSITORIES,
                    listed -> Layout.repositoriesFile(listed.key()).ifPresent(file -> found.set(true)));
        }
        return found.get();
    }

    private static Ledger open(Storage storage, BooleanSupplier ifAbsent) {
        boolean here = JsonRecords.read(storage, Layout.LEDGER_HOME, LedgerHome.class)
                .map(DATASET::equals)
                .orElseGet(ifAbsent::getAsBoolean);
        if (!here) {
            throw CommitlakeException.settings("the dataset " + storage.location() + " keeps its ledger elsewhere (see "
                    + Layout.LEDGER_HOME + " in it); set COMMITLAKE_LEDGER to that place");
        }
        return new StoreLedger(storage);
    }
}
