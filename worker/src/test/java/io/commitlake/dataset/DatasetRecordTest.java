package io.commitlake.dataset;

import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DatasetRecordTest extends DatasetRecordContract {
    @TempDir
    Path folder;

    @Override
    Storage storage() {
        Storage storage = Storages.open(StorageLocation.parse("file:" + folder), S3Access.byDefault());
        storage.check();
        return storage;
    }
}
