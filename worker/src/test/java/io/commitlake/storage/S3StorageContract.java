package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Export;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The promises of every S3 storage beyond {@link StorageContract}: it removes uploads that killed workers left. */
abstract class S3StorageContract extends StorageContract {
    static final String BUCKET = "lake";
    static final String DATA_FILE =
            Layout.dataFile(Table.FILE_CHANGES, new Export(1000, 0), CommitMonth.parse("2024-01"));

    /** Returns a client that sees the whole store, as other programs do. */
    abstract S3Client client();

    /** The storage's prefix in the bucket, with its slash. */
    abstract String prefix();

    @Test
    void anUploadOfAKilledWorkerIsRemoved() {
        String upload = begin(prefix() + DATA_FILE);
        assertThat(uploads()).contains(upload);

        assertThat(storage().removeUnfinishedPuts(Instant.now().plus(Duration.ofHours(1))))
                .isEqualTo(1);

        assertThat(uploads()).doesNotContain(upload);
        assertThat(storage().removeUnfinishedPuts(Instant.now().plus(Duration.ofHours(1))))
                .isZero();
    }

    @Test
    void anUploadOfARunningWorkerCanStillComplete() {
        String key = prefix() + DATA_FILE;
        String upload = client().createMultipartUpload(
                        create -> create.bucket(BUCKET).key(key))
                .uploadId();
        CompletedPart part = part(key, upload, 1);

        assertThat(storage().removeUnfinishedPuts(Instant.now().minus(Duration.ofDays(1))))
                .isZero();

        client().completeMultipartUpload(complete ->
                complete.bucket(BUCKET).key(key).uploadId(upload).multipartUpload(all -> all.parts(part)));
        assertThat(listed("")).containsExactly(DATA_FILE);
    }

    @Test
    void uploadsOfOtherProgramsAndDatasetsStay() {
        List<String> others = List.of(
                begin(prefix() + "models/weights.bin"),
                begin("another/dataset/" + DATA_FILE),
                begin(prefix().substring(0, prefix().length() - 1) + "0/" + DATA_FILE));

        assertThat(storage().removeUnfinishedPuts(Instant.now().plus(Duration.ofHours(1))))
                .isZero();

        assertThat(uploads()).containsAll(others);
    }

    /** Begins an upload without completing it, as a killed worker does. */
    String begin(String key) {
        String upload = client().createMultipartUpload(
                        create -> create.bucket(BUCKET).key(key))
                .uploadId();
        part(key, upload, 1);
        return upload;
    }

    private CompletedPart part(String key, String upload, int number) {
        String tag = client().uploadPart(
                        part -> part.bucket(BUCKET).key(key).uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(new byte[PART_SIZE]))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    List<String> uploads() {
        return client().listMultipartUploads(list -> list.bucket(BUCKET)).uploads().stream()
                .map(MultipartUpload::uploadId)
                .toList();
    }
}
