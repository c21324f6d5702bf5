package io.commitlake.cli.open;

import io.commitlake.cli.settings.Settings;
import io.commitlake.job.ledger.LedgerHomes;
import io.commitlake.ledger.LedgerContents;
import io.commitlake.ledger.StoreLedgerContents;
import io.commitlake.ledger.postgres.LedgerSchema;
import io.commitlake.ledger.postgres.PostgresAddress;
import io.commitlake.ledger.postgres.PostgresLedger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.LedgerHome;
import io.commitlake.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The homes between which a ledger moves: the one of the settings, and the one that the command names. */
public final class OpenHomes implements LedgerHomes, AutoCloseable {
    private final Optional<PostgresAddress> from;
    private final Optional<PostgresAddress> to;
    private final Storage storage;
    private final List<PostgresLedger> opened = new ArrayList<>();

    public OpenHomes(Settings settings, Optional<PostgresAddress> to, Storage storage) {
        this.from = settings.ledger();
        this.to = to;
        this.storage = storage;
    }

    /** The place that the command names. */
    public String place() {
        return to.map(PostgresAddress::place).orElse(LedgerHome.DATASET);
    }

    @Override
    public LedgerContents existing(LedgerHome home) {
        return home.inDataset()
                ? inStore(home)
                : opened(new LedgerSchema(address(from, home), storage.location())
                        .open(home.id().orElseThrow()));
    }

    @Override
    public LedgerContents fresh(LedgerHome home) {
        return home.inDataset()
                ? inStore(home)
                : opened(new LedgerSchema(address(to, home), storage.location())
                        .openNew(home.id().orElseThrow()));
    }

    private LedgerContents inStore(LedgerHome home) {
        return new StoreLedgerContents(OpenLedger.records(storage, home));
    }

    private LedgerContents opened(PostgresLedger ledger) {
        opened.add(ledger);
        return ledger.contents();
    }

    private static PostgresAddress address(Optional<PostgresAddress> given, LedgerHome home) {
        return given.filter(address -> address.place().equals(home.place()))
                .orElseThrow(() -> CommitlakeException.settings("COMMITLAKE_LEDGER is "
                        + given.map(PostgresAddress::place).orElse(LedgerHome.DATASET) + ", but the dataset has its"
                        + " ledger in " + home.place() + ": set COMMITLAKE_LEDGER to that"));
    }

    @Override
    public void close() {
        opened.forEach(PostgresLedger::close);
    }
}
