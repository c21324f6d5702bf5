package io.commitlake.ledger;

import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class StoreLedgerTest extends LedgerContract {
    @TempDir
    Path folder;

    @Override
    Ledger ledger() {
        Storage storage = Storages.open(StorageLocation.parse("file:" + folder), S3Access.byDefault());
        storage.check();
        return new StoreLedger(storage);
    }
}
