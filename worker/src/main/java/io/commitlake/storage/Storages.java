package io.commitlake.storage;

/** Opens the one of the two homes a dataset can have. */
public final class Storages {
    private Storages() {}

    /**
     * The storage at a location. Nothing is asked of it yet: {@link Storage#check} does that.
     *
     * @param access how to reach it where it is an S3
     */
    public static Storage open(StorageLocation location, S3Access access) {
        return switch (location) {
            case StorageLocation.Bucket bucket -> S3Storage.open(bucket, access);
            case StorageLocation.Folder folder -> new FolderStorage(folder);
        };
    }
}
