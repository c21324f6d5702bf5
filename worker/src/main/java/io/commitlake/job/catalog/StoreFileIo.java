package io.commitlake.job.catalog;

import io.commitlake.model.CommitlakeException;
import io.commitlake.storage.Storage;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Iceberg's access to the dataset's storage. It reads and writes whole objects in memory, and Iceberg keeps its own below
 * about 8 MB.
 *
 * <p>It deletes nothing. The table's data files belong to the dataset, and other readers use them. Iceberg also deletes
 * what it has written when a commit fails, but a commit that seems to fail may have succeeded: if a connection to the
 * catalog's database breaks, Iceberg repeats the statement, finds the table changed, and takes that for somebody else's
 * change.
 */
final class StoreFileIo implements FileIO {
    private final transient Storage storage;
    private final String root;

    /**
     * @param root the address of the dataset, with its slash
     */
    StoreFileIo(Storage storage, String root) {
        this.storage = storage;
        this.root = root;
    }

    @Override
    public InputFile newInputFile(String location) {
        return new StoreInputFile(storage, key(location), location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new StoreOutputFile(storage, key(location), location);
    }

    @Override
    public void deleteFile(String location) {}

    private String key(String location) {
        if (!location.startsWith(root)) {
            CommitlakeException refused = CommitlakeException.settings("the catalog names " + location
                    + ", which isn't in the dataset " + root
                    + ": set COMMITLAKE_CATALOG_NAMESPACE to a namespace for this dataset alone");
            // Iceberg repeats a read of metadata for a minute and a half after any other exception.
            throw new NotFoundException(refused, "%s", location);
        }
        return location.substring(root.length());
    }
}
