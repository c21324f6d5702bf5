package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.secret.Secret;
import io.commitlake.testing.Container;
import io.commitlake.testing.NeedsImages;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/** The storage contract against Versity S3 Gateway in a container, the store of the compose file. */
@NeedsImages
final class VersityStorageTest extends S3StorageContract {
    private static final String IMAGE = "versity/versitygw:v1.8.0";
    private static final int MAX_TRIES = 100;

    @TempDir
    static Path data;

    private static Container store;
    private static S3Access access;
    private static final AtomicInteger TESTS = new AtomicInteger();

    private static S3Client client;

    private S3Storage storage;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        store = Container.start(
                IMAGE,
                Map.of("ROOT_ACCESS_KEY", TestS3.ACCESS_KEY, "ROOT_SECRET_KEY", TestS3.SECRET_KEY),
                Map.of("/data", data),
                "--port",
                "127.0.0.1:" + port,
                "posix",
                "/data");
        access = new S3Access(
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                Optional.empty(),
                Optional.of(TestS3.ACCESS_KEY),
                Optional.of(new Secret(TestS3.SECRET_KEY)));
        client = S3Clients.client(access);
        for (int tries = 0; !createsBucket(client); tries++) {
            assertThat(tries).as(() -> store.output().toString()).isLessThan(MAX_TRIES);
            Thread.sleep(100);
        }
    }

    private static boolean createsBucket(S3Client client) {
        try {
            client.createBucket(bucket -> bucket.bucket(BUCKET));
            return true;
        } catch (SdkClientException notYet) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        client.close();
        store.close();
    }

    @BeforeEach
    void open() {
        storage = S3Storage.open(
                new StorageLocation.Bucket(BUCKET, "test/" + TESTS.incrementAndGet()), access, PART_SIZE);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Override
    S3Client client() {
        return client;
    }

    @Override
    String prefix() {
        return "test/" + TESTS.get() + "/";
    }

    /** Versity keeps an upload as a folder whose time is that of the upload. */
    @Test
    void anUploadOfTwoDaysAgoIsRemovedAndAFreshOneStays() throws IOException {
        String old = begin(prefix() + DATA_FILE);
        String fresh = begin(prefix() + DATA_FILE);
        try (Stream<Path> folders = Files.find(data, 8, (folder, _) -> folder.endsWith(old))) {
            Files.setLastModifiedTime(
                    folders.findFirst().orElseThrow(),
                    FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        }

        assertThat(storage.removeUnfinishedPuts(Instant.now().minus(Duration.ofDays(1))))
                .isEqualTo(1);

        assertThat(uploads()).contains(fresh).doesNotContain(old);
    }
}
