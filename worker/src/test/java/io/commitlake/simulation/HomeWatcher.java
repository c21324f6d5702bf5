package io.commitlake.simulation;

import io.commitlake.storage.Layout;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Passes on changes of the ledger's records if they are at the ledger's home. Another home has a copy that isn't complete
 * yet, or an old ledger to which late workers still write.
 */
record HomeWatcher(SimulatedStore.Watcher checks, BooleanSupplier isHome) implements SimulatedStore.Watcher {
    /** Whether a key is that of a record of the ledger. */
    static boolean isOfLedger(String key) {
        return key.startsWith(Layout.RECORDS + "ledger/") || key.startsWith(Layout.TRACKED);
    }

    @Override
    public void put(String key, Optional<SimulatedStore.Stored> before, SimulatedStore.Stored now) {
        if (!isOfLedger(key) || isHome.getAsBoolean()) {
            checks.put(key, before, now);
        }
    }

    @Override
    public void deleted(String key, SimulatedStore.Stored before) {
        if (!isOfLedger(key) || isHome.getAsBoolean()) {
            checks.deleted(key, before);
        }
    }
}
