package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Uploads local files, large ones in parts. The object of a multipart upload is invisible until the upload is complete.
 * Each part has a CRC32, which the store checks against the bytes that it received.
 */
final class S3FilePut {
    /** The limit in "Amazon S3 multipart upload limits", S3 User Guide. */
    private static final int MAX_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final long partSize;

    S3FilePut(S3Client client, String bucket, long partSize) {
        if (partSize < 5L << 20) {
            throw new IllegalArgumentException("S3 refuses parts smaller than 5 MiB: " + partSize + " bytes");
        }
        this.client = client;
        this.bucket = bucket;
        this.partSize = partSize;
    }

    void put(String key, Path file) {
        long size = sizeOf(file);
        if (size <= partSize) {
            client.putObject(put -> put.bucket(bucket).key(key), whole(file));
        } else {
            putInParts(key, file, size);
        }
    }

    /** The size in bytes of all parts but the last, large enough that 10,000 parts suffice. */
    static long partSize(long size, long min) {
        return Math.max(min, Math.ceilDiv(size, MAX_PARTS));
    }

    private void putInParts(String key, Path file, long size) {
        String upload = client.createMultipartUpload(create -> create.bucket(bucket)
                        .key(key)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .checksumType(ChecksumType.COMPOSITE))
                .uploadId();
        try {
            List<CompletedPart> parts = parts(key, file, size, upload);
            client.completeMultipartUpload(complete -> complete.bucket(bucket)
                    .key(key)
                    .uploadId(upload)
                    .checksumType(ChecksumType.COMPOSITE)
                    .multipartUpload(all -> all.parts(parts)));
        } catch (RuntimeException e) {
            abort(key, upload, e);
            throw e;
        }
        HeadObjectResponse stored =
                client.headObject(head -> head.bucket(bucket).key(key));
        if (stored.contentLength() != size) {
            throw CommitlakeException.store("put s3://" + bucket + "/" + key + ": sent " + size
                    + " bytes in parts, but the object has " + stored.contentLength() + " bytes");
        }
    }

    private List<CompletedPart> parts(String key, Path file, long size, String upload) {
        long length = partSize(size, partSize);
        List<CompletedPart> parts = new ArrayList<>();
        for (long from = 0; from < size; from += length) {
            int number = parts.size() + 1;
            UploadPartResponse part = client.uploadPart(
                    put -> put.bucket(bucket)
                            .key(key)
                            .uploadId(upload)
                            .partNumber(number)
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                    slice(file, from, Math.min(length, size - from)));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(part.eTag())
                    .checksumCRC32(part.checksumCRC32())
                    .build());
        }
        return parts;
    }

    /** Without an abort, S3 would charge for the parts until a lifecycle rule removes them. */
    private void abort(String key, String upload, RuntimeException failure) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            failure.addSuppressed(e);
        }
    }

    /** A request body that the SDK can send again in a retry, because each attempt opens the file. */
    private static RequestBody slice(Path file, long from, long length) {
        return RequestBody.fromContentProvider(() -> open(file, from, length), length, "application/octet-stream");
    }

    private static InputStream open(Path file, long from, long length) {
        try {
            return new FileSlice(file, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A whole file as the body of one put. */
    static RequestBody whole(Path file) {
        return slice(file, 0, sizeOf(file));
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FileExceptions.of("read", file, e);
        }
    }
}
