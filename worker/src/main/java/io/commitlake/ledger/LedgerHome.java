package io.commitlake.ledger;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

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
        return open(storage, () -> storage.putIfAbsent(Layout.LEDGER_HOME, mine));
    }

    /**
     * The ledger of a dataset, which is settled nowhere as yet where the original program wrote it. Nothing is put.
     *
     * @throws CommitlakeException as {@link #open} does
     */
    public static Ledger openToRead(Storage storage) {
        return open(storage, () -> true);
    }

    /** Whether a store holds a dataset: one that has a ledger's home, or repositories of the original program. */
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

    private static Ledger open(Storage storage, BooleanSupplier absent) {
        boolean known = JsonRecords.read(storage, Layout.LEDGER_HOME, LedgerHome.class)
                .map(DATASET::equals)
                .orElseGet(absent::getAsBoolean);
        if (!known) {
            throw CommitlakeException.settings("the dataset " + storage.location() + " keeps its ledger elsewhere ("
                    + Layout.LEDGER_HOME + "): set COMMITLAKE_LEDGER to that one");
        }
        return new StoreLedger(storage);
    }
}
