package io.commitlake.storage;

/** Opens the storage of a dataset: a bucket or a folder. */
public final class Storages {
    private Storages() {}

    /**
     * Opens the storage at a location. Sends no request yet; {@link Storage#check} does.
     *
     * @param access the endpoint, region and keys for a bucket
     */
    public static Storage open(StorageLocation location, S3Access access) {
        return switch (location) {
            case StorageLocation.Bucket bucket -> S3Storage.open(bucket, access);
            case StorageLocation.Folder folder -> new FolderStorage(folder);
        };
    }
}
