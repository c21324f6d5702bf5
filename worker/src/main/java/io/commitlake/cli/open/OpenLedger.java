package io.commitlake.cli.open;

import io.commitlake.cli.settings.Settings;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.MovableLedger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.ledger.postgres.LedgerSchema;
import io.commitlake.ledger.postgres.PostgresLedger;
import io.commitlake.model.LedgerHome;
import io.commitlake.storage.Layout;
import io.commitlake.storage.MovedRecords;
import io.commitlake.storage.Storage;
import java.util.Optional;
import java.util.UUID;

/**
 * The ledger that a dataset's record names. The driver, the pool and Flyway are loaded only if the ledger is in PostgreSQL.
 *
 * @param ledger the ledger
 * @param connections the connections to PostgreSQL, which this closes
 */
record OpenLedger(Ledger ledger, Optional<PostgresLedger> connections) implements AutoCloseable {
    /** Opens the ledger of a dataset. */
    static OpenLedger of(OpenDataset dataset, Settings settings, DatasetUse use) {
        Storage storage = dataset.storage();
        LedgerHome home = dataset.record().ledger();
        Optional<PostgresLedger> connections = settings.ledger()
                .filter(address -> !home.inDataset())
                .map(address -> new LedgerSchema(address, storage.location())
                        .open(home.id().orElseThrow()));
        Ledger ledger = connections.<Ledger>map(open -> open).orElseGet(() -> new StoreLedger(records(storage, home)));
        return new OpenLedger(
                use == DatasetUse.READS ? ledger : new MovableLedger(ledger, dataset::refuseMovedLedger), connections);
    }

    /** The storage for a ledger of a home in the dataset's own store. */
    static Storage records(Storage storage, LedgerHome home) {
        return home.id()
                .<Storage>map(id -> new MovedRecords(storage, Layout.movedLedger(id)))
                .orElse(storage);
    }

    /** Prepares the home of a new dataset's ledger. */
    static LedgerHome firstHome(Settings settings, Storage storage) {
        return settings.ledger()
                .map(address -> {
                    UUID id = new LedgerSchema(address, storage.location()).prepare();
                    return new LedgerHome(address.place(), Optional.of(id));
                })
                .orElse(LedgerHome.FIRST);
    }

    @Override
    public void close() {
        connections.ifPresent(PostgresLedger::close);
    }
}
