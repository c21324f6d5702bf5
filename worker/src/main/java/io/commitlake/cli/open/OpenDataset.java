package io.commitlake.cli.open;

import io.commitlake.cli.settings.Settings;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.contents.Contents;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.model.meter.Meter;
import io.commitlake.storage.Storage;
import io.commitlake.storage.Storages;
import java.util.Optional;

/**
 * A dataset that a command may use: its storage, and its settings, which agree with the command's.
 *
 * @param storage the dataset's storage, which this closes
 * @param record the dataset's fixed settings, kept in the dataset unless the command only reads
 */
record OpenDataset(Storage storage, DatasetRecord record) implements AutoCloseable {
    /**
     * Opens a dataset. A command that writes puts the dataset's record here, before it can put anything else.
     *
     * @throws CommitlakeException of kind SETTINGS if there is no dataset and the command doesn't create one, or if the
     *     dataset has another format or other settings
     */
    static OpenDataset open(Settings settings, DatasetUse use, Meter meter) {
        Storage storage = Storages.open(settings.dataset(), settings.s3(), meter);
        try {
            DatasetRecord record = record(storage, settings, use);
            record.refuseOther(settings.people(), storage.location());
            record.refuseOtherContents(settings.contents(), storage.location());
            return new OpenDataset(storage, record);
        } catch (RuntimeException | Error failed) {
            storage.close();
            throw failed;
        }
    }

    private static DatasetRecord record(Storage storage, Settings settings, DatasetUse use) {
        Optional<DatasetRecord> held = DatasetRecord.find(storage);
        if (held.isEmpty() && use != DatasetUse.CREATES && !DatasetRecord.isOriginal(storage)) {
            throw CommitlakeException.settings("there is no dataset at " + storage.location()
                    + ": correct COMMITLAKE_DATASET (or --dataset), or create a dataset there with"
                    + " `commitlake track owner/name` or `commitlake discover`");
        }
        if (use != DatasetUse.READS) {
            storage.check();
        }
        KeptContents contents = KeptContents.of(
                settings.contents().orElse(Contents.NONE), settings.dataset().address(""));
        if (held.isEmpty() && use == DatasetUse.READS) {
            // The original program kept no ledger.
            return DatasetRecord.of(settings.people(), contents, LedgerHome.FIRST);
        }
        DatasetRecord record = held.orElseGet(() -> DatasetRecord.create(
                storage, settings.people(), contents, () -> OpenLedger.firstHome(settings, storage)));
        if (use != DatasetUse.MOVES_LEDGER) {
            record.refuseOtherLedger(settings.ledgerPlace(), storage.location());
            record.refuseMoving(storage.location());
        }
        return record;
    }

    /** Refuses to go on if the dataset has its ledger elsewhere by now, or if a command is moving it. */
    void refuseMovedLedger() {
        record.refuseMoved(storage);
    }

    @Override
    public void close() {
        storage.close();
    }
}
