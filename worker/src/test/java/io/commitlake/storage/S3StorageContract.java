package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.CommitMonth;
import io.commitlake.model.Export;
import io.commitlake.model.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What every S3 promises beyond {@link StorageContract}: uploads in parts that a killed worker left behind. */
abstract class S3StorageContract extends StorageContract {
    static final String BUCKET = "lake";
    static final String DATA_FILE =
            Layout.dataFile(Table.FILE_CHANGES, new Export(1000, 0), CommitMonth.parse("2024-01"));

    /** As other programs see the store. */
    abstract S3Client client();

    /** The storage's prefix with its slash. */
    abstract String prefix();

    @Test
    void anUploadThatWasKilledIsRemoved() {
        String upload = begun(prefix() + DATA_FILE);
        assertThat(uploads()).contains(upload);

        assertThat(storage().removeUnfinishedPuts(Instant.now().plus(Duration.ofHours(1))))
                .isEqualTo(1);

        assertThat(uploads()).doesNotContain(upload);
        assertThat(storage().removeUnfinishedPuts(Instant.now().plus(Duration.ofHours(1))))
                .isZero();
    }

    @Test
    void anUploadOfALiveWorkerGoesOn() {
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
    void uploadsOfOtherProgramsAndOtherDatasetsStay() {
        List<String> others = List.of(
                begun(prefix() + "models/weights.bin"),
                begun("another/dataset/" + DATA_FILE),
                begun(prefix().substring(0, prefix().length() - 1) + "0/" + DATA_FILE));

        assertThat(storage().removeUnfinishedPuts(Instant.now().plus(Duration.ofHours(1))))
                .isZero();

        assertThat(uploads()).containsAll(others);
    }

    /** Begins an upload that nobody ends: all that a kill leaves. */
    String begun(String key) {
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
