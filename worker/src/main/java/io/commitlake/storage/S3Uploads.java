package io.commitlake.storage;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds and aborts multipart uploads that killed workers left unfinished. Listings of objects don't show the parts of
 * such an upload, but S3 charges for them until a client aborts the upload.
 */
final class S3Uploads {
    private final S3Client client;
    private final StorageLocation.Bucket bucket;

    S3Uploads(S3Client client, StorageLocation.Bucket bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /** The uploads of data files that began before a moment. Skips the uploads of other programs. */
    List<MultipartUpload> startedBefore(Instant before) {
        return client
                .listMultipartUploadsPaginator(
                        list -> list.bucket(bucket.name()).prefix(bucket.keyPrefix()))
                .uploads()
                .stream()
                .filter(upload -> isDataFile(upload.key()))
                .filter(upload ->
                        upload.initiated() != null && upload.initiated().isBefore(before))
                .toList();
    }

    private boolean isDataFile(String key) {
        return key.startsWith(bucket.keyPrefix())
                && DataKey.parse(key.substring(bucket.keyPrefix().length())).isPresent();
    }

    /** Aborts an upload. Returns false if the upload no longer exists. */
    boolean abort(MultipartUpload upload) {
        try {
            client.abortMultipartUpload(
                    abort -> abort.bucket(bucket.name()).key(upload.key()).uploadId(upload.uploadId()));
            return true;
        } catch (S3Exception e) {
            if (S3Exceptions.isAbsent(e)) {
                return false;
            }
            throw e;
        }
    }
}
