package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Secret;
import io.commitlake.testing.Container;
import io.commitlake.testing.NeedsImages;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/** The store of the compose file, in its container. */
@NeedsImages
final class VersityStorageTest extends StorageContract {
    private static final String IMAGE = "versity/versitygw:v1.8.0";
    private static final String BUCKET = "lake";
    private static final int TRIES = 100;

    @TempDir
    static Path data;

    private static Container store;
    private static S3Access access;
    private static final AtomicInteger TESTS = new AtomicInteger();

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
        try (S3Client client = S3Clients.client(access)) {
            for (int tried = 0; !made(client); tried++) {
                assertThat(tried).as(() -> store.said().toString()).isLessThan(TRIES);
                Thread.sleep(100);
            }
        }
    }

    private static boolean made(S3Client client) {
        try {
            client.createBucket(bucket -> bucket.bucket(BUCKET));
            return true;
        } catch (SdkClientException notYet) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
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
}
