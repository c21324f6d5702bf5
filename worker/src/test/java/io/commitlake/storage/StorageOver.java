package io.commitlake.storage;

import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens the storage of a bucket over a test's own client of S3. */
public final class StorageOver {
    private StorageOver() {}

    public static Storage client(S3Client client) {
        return new S3Storage(
                client,
                new StorageLocation.Bucket("simulated", ""),
                new S3Exceptions("simulated", Optional.empty()),
                S3Storage.PART_SIZE);
    }
}
