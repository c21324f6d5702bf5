package io.commitlake.storage;

import io.commitlake.model.meter.Meter;

/** Opens the storage of a dataset: a bucket or a folder. */
public final class Storages {
    private Storages() {}

    /**
     * Opens the storage at a location. Sends no request yet; {@link Storage#check} does.
     *
     * @param access the endpoint, region and keys for a bucket
     */
    public static Storage open(StorageLocation location, S3Access access) {
        return open(location, access, Meter.NONE);
    }

    /**
     * As {@link #open(StorageLocation, S3Access)}.
     *
     * @param meter measures the requests to a bucket
     */
    public static Storage open(StorageLocation location, S3Access access, Meter meter) {
        return switch (location) {
            case StorageLocation.Bucket bucket -> S3Storage.open(bucket, access, meter);
            case StorageLocation.Folder folder -> new FolderStorage(folder);
        };
    }
}
