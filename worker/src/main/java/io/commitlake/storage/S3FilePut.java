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
 * Puts local files, the large ones by a multipart upload, which shows nothing before its completion. Each part carries a
 * CRC32, held against what the store received.
 */
final class S3FilePut {
    /** "Amazon S3 multipart upload limits" in the S3 User Guide. */
    private static final int MAX_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final long partSize;

    S3FilePut(S3Client client, String bucket, long partSize) {
        if (partSize < 5L << 20) {
            throw new IllegalArgumentException("S3 takes no parts below 5 MiB: " + partSize);
        }
        this.client = client;
        this.bucket = bucket;
        this.partSize = partSize;
    }

    void put(String key, Path file) {
        long size = sizeOf(file);
        if (size <= partSize) {
            client.putObject(put -> put.bucket(bucket).key(key), slice(file, 0, size));
        } else {
            putInParts(key, file, size);
        }
    }

    /** How large the parts of a file are, the last one aside: never more than S3's ten thousand of them. */
    static long partSize(long size, long least) {
        return Math.max(least, Math.ceilDiv(size, MAX_PARTS));
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
        HeadObjectResponse there = client.headObject(head -> head.bucket(bucket).key(key));
        if (there.contentLength() != size) {
            throw CommitlakeException.store("put s3://" + bucket + "/" + key + ": " + size
                    + " bytes went out in parts, " + there.contentLength() + " are there");
        }
    }

    private List<CompletedPart> parts(String key, Path file, long size, String upload) {
        long most = partSize(size, partSize);
        List<CompletedPart> parts = new ArrayList<>();
        for (long from = 0; from < size; from += most) {
            int number = parts.size() + 1;
            UploadPartResponse part = client.uploadPart(
                    put -> put.bucket(bucket)
                            .key(key)
                            .uploadId(upload)
                            .partNumber(number)
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                    slice(file, from, Math.min(most, size - from)));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(part.eTag())
                    .checksumCRC32(part.checksumCRC32())
                    .build());
        }
        return parts;
    }

    /** Parts of an upload that nobody completes would be paid for until a lifecycle rule finds them. */
    private void abort(String key, String upload, RuntimeException why) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            why.addSuppressed(e);
        }
    }

    /** A body that can be sent again by a retry: every attempt opens the file anew. */
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

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FileExceptions.of("read", file, e);
        }
    }
}
