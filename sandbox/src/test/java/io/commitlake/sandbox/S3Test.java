package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3Test {
    private static final int RACERS = 8;

    @TempDir
    Path folder = Path.of("");

    private Sandbox sandbox;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(folder.resolve("histories"));
        restart();
    }

    @AfterEach
    void stop() {
        s3.close();
        sandbox.close();
    }

    @Test
    void anObjectIsAFileNamedAfterItsKeyWithNoOtherFilesBeside() throws IOException {
        put("commits/repository_id=1000/commit_month=2024-03/a.parquet", "rows", request -> {});
        put("commits/repository_id=1000/commit_month=2024-03/a.parquet", "other rows", request -> {});
        assertThat(files()).containsExactly("commits/repository_id=1000/commit_month=2024-03/a.parquet");
        assertThat(folder.resolve("s3/github/commits/repository_id=1000/commit_month=2024-03/a.parquet"))
                .hasContent("other rows");
    }

    @Test
    void aWrongKeyOrSecretIs403() {
        String id = setting("AWS_ACCESS_KEY_ID");
        for (S3Client stranger : List.of(client("AKIANOBODY", "x"), client(id, "not the secret"))) {
            assertThatThrownBy(() -> stranger.listObjectsV2(list -> list.bucket("github")))
                    .asInstanceOf(InstanceOfAssertFactories.type(S3Exception.class))
                    .returns(403, S3Exception::statusCode);
            stranger.close();
        }
    }

    @Test
    void oneOfManyRacingPutsIfAbsentWins() throws Exception {
        assertThat(race(request -> request.ifNoneMatch("*"))).isEqualTo(1);
    }

    @Test
    void oneOfManyRacingPutsOverTheSameVersionWins() throws Exception {
        String eTag = put("key", "first", request -> {});
        assertThat(race(request -> request.ifMatch(eTag))).isEqualTo(1);
    }

    @Test
    void objectsAndETagsSurviveARestart() throws IOException {
        String eTag = put("key", "value", request -> request.metadata(Map.of("run", "7")));
        Path copied = folder.resolve("s3/github/copied.json");
        Files.writeString(copied, "put here by hand");
        Path cutOff = folder.resolve("s3/github/a.parquet-0b5ef4a2-8a0c-4a64-93f1-0a31ed2ff8f3");
        Files.writeString(cutOff, "half");
        stop();
        restart();
        var head = s3.headObject(request -> request.bucket("github").key("key"));
        assertThat(head.eTag()).isEqualTo(eTag);
        assertThat(head.metadata()).containsEntry("run", "7");
        put("key", "next", request -> request.ifMatch(eTag));
        String copiedTag = s3.headObject(request -> request.bucket("github").key("copied.json"))
                .eTag();
        put("copied.json", "next", request -> request.ifMatch(copiedTag));
        assertThat(cutOff).doesNotExist();
    }

    @Test
    void aListingHasEachKeyOnceInOrderWhetherOrNotTheFolderHasSubfolders() {
        List<String> keys = new ArrayList<>(List.of("a/10", "a/2", "a/20", "a/3", "a/30", "a/4", "a/5", "ab", "b"));
        keys.forEach(key -> put(key, "value of " + key, request -> {}));
        assertListed("a/", keys.subList(0, 7));

        // A folder's keys may come long after its name: '-' is before '/' and '.' too.
        List<String> below = List.of("a/2-", "a/2.9", "a/6-", "a/6.", "a/6/x", "a/3-x/y", "a/3.x", "a/z/1", "a/z/2");
        below.forEach(key -> put(key, "value of " + key, request -> {}));
        keys.addAll(below);
        assertListed(
                "a/", keys.stream().filter(key -> key.startsWith("a/")).sorted().toList());
        assertListed("a/z/", List.of("a/z/1", "a/z/2"));
        assertListed("a/none/", List.of());
    }

    /** Asserts that listings with pages of any size show these keys, with their objects' sizes and ETags. */
    private void assertListed(String prefix, List<String> keys) {
        for (int page = 1; page <= keys.size() + 1; page++) {
            int most = page;
            List<S3Object> listed = s3
                    .listObjectsV2Paginator(
                            list -> list.bucket("github").prefix(prefix).maxKeys(most))
                    .contents()
                    .stream()
                    .toList();
            assertThat(listed)
                    .extracting(S3Object::key)
                    .as("in pages of %d", most)
                    .isEqualTo(keys);
            for (S3Object object : listed) {
                var head = s3.headObject(request -> request.bucket("github").key(object.key()));
                assertThat(object.eTag()).isEqualTo(head.eTag());
                assertThat(object.size()).isEqualTo(head.contentLength());
                assertThat(object.lastModified()).isEqualTo(head.lastModified());
            }
        }
    }

    @Test
    void aLargeObjectCanBeUploadedInParts() throws IOException {
        byte[] part = new byte[5 * 1024 * 1024];
        var upload = s3.createMultipartUpload(
                request -> request.bucket("github").key("big").checksumAlgorithm(ChecksumAlgorithm.CRC32));
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            int partNumber = number;
            var done = s3.uploadPart(
                    request -> request.bucket("github")
                            .key("big")
                            .uploadId(upload.uploadId())
                            .partNumber(partNumber)
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                    RequestBody.fromBytes(part));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(done.eTag())
                    .checksumCRC32(done.checksumCRC32())
                    .build());
        }
        s3.completeMultipartUpload(request -> request.bucket("github")
                .key("big")
                .uploadId(upload.uploadId())
                .ifNoneMatch("*")
                .multipartUpload(whole -> whole.parts(parts)));
        assertThat(s3.headObject(request -> request.bucket("github").key("big")).contentLength())
                .isEqualTo(2L * part.length);
        assertThat(files()).containsExactly("big");
    }

    private void restart() {
        sandbox = Sandbox.start(Options.of(folder.resolve("histories")).withS3Data(folder.resolve("s3")));
        s3 = client(setting("AWS_ACCESS_KEY_ID"), setting("AWS_SECRET_ACCESS_KEY"));
    }

    private String setting(String name) {
        return Objects.requireNonNull(sandbox.environment().get(name), name);
    }

    private S3Client client(String id, String secret) {
        return S3Client.builder()
                .httpClient(Apache5HttpClient.create())
                .endpointOverride(URI.create(setting("AWS_ENDPOINT_URL_S3")))
                .region(Region.of(setting("AWS_REGION")))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
                .build();
    }

    private String put(String key, String value, Consumer<PutObjectRequest.Builder> condition) {
        return s3.putObject(
                        request -> condition.accept(request.bucket("github").key(key)), RequestBody.fromString(value))
                .eTag();
    }

    /** The number of racing puts that succeed; every other put must answer 412. */
    private long race(Consumer<PutObjectRequest.Builder> condition) throws Exception {
        CountDownLatch ready = new CountDownLatch(RACERS);
        try (var racers = Executors.newFixedThreadPool(RACERS)) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                String value = "of racer " + i;
                results.add(racers.submit(() -> {
                    ready.countDown();
                    ready.await();
                    try {
                        put("key", value, condition);
                        return true;
                    } catch (S3Exception e) {
                        assertThat(e.statusCode()).isEqualTo(412);
                        return false;
                    }
                }));
            }
            long winners = 0;
            for (Future<Boolean> result : results) {
                winners += result.get() ? 1 : 0;
            }
            return winners;
        }
    }

    private List<String> files() throws IOException {
        Path bucket = folder.resolve("s3/github");
        try (Stream<Path> walk = Files.walk(bucket)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .toList();
        }
    }
}
