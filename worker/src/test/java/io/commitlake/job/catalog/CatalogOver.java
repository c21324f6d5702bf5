package io.commitlake.job.catalog;

import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import java.io.Closeable;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.io.FileIO;

/** Opens a test's own catalog. */
public final class CatalogOver {
    private CatalogOver() {}

    /**
     * Opens a catalog.
     *
     * @param catalog makes the catalog over the access to the dataset's storage that it gives to its tables
     * @param manifestThreads read and write manifests
     */
    public static <C extends Catalog & SupportsNamespaces & Closeable> OpenCatalog open(
            CatalogAddress address,
            Function<FileIO, C> catalog,
            Storage storage,
            StorageLocation dataset,
            ExecutorService manifestThreads) {
        StoreFileIo io = new StoreFileIo(storage, dataset.address(""));
        return new OpenCatalog(address, catalog.apply(io), storage, dataset, manifestThreads);
    }
}
