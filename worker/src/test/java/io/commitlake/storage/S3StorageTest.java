package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

final class S3StorageTest extends S3StorageContract {
    @TempDir
    static Path data;

    private static TestS3 s3;
    private static final AtomicInteger TESTS = new AtomicInteger();

    private static S3Client client;

    private S3Storage storage;

    @BeforeAll
    static void start() {
        s3 = TestS3.start(data);
        client = S3Clients.client(s3.access());
    }

    @AfterAll
    static void stop() {
        client.close();
        s3.close();
    }

    @BeforeEach
    void open() {
        storage = at("test/" + TESTS.incrementAndGet());
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Override
    Storage storage() {
        return storage;
    }

    /** The server's clock is years behind the local one. */
    @Test
    void anAgeUsesTheStoresClock() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    assertThat(client.getInputStream().read()).isNotNegative();
                    client.getOutputStream().write("""
                            HTTP/1.1 200 OK
                            Date: Sat, 02 Jan 2016 01:00:00 GMT
                            Last-Modified: Fri, 01 Jan 2016 00:00:00 GMT
                            Content-Length: 3
                            Connection: close

                            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            S3Access access = new S3Access(
                    Optional.of(URI.create("http://127.0.0.1:" + server.getLocalPort())),
                    Optional.empty(),
                    Optional.of(TestS3.ACCESS_KEY),
                    Optional.of(new Secret(TestS3.SECRET_KEY)));
            try (Storage late = S3Storage.open(new StorageLocation.Bucket(TestS3.BUCKET, ""), access)) {
                assertThat(late.age("a")).contains(Duration.ofHours(25));
            }
        }
    }

    @Override
    S3Client client() {
        return client;
    }

    @Override
    String prefix() {
        return "test/" + TESTS.get() + "/";
    }

    @Test
    void keysOutsideThePrefixAreInvisible() {
        try (Storage neighbour = at("test/" + TESTS.get() + "0")) {
            neighbour.put("a", bytes("x"));
            storage.put("b", bytes("x"));
            assertThat(listed("")).containsExactly("b");
            assertThat(neighbour.get("a")).isPresent();
            assertThat(storage.get("a")).isEmpty();
        }
    }

    @Test
    void aCheckPassesIfTheBucketExists() {
        storage.check();
        assertThat(storage.location()).isEqualTo("s3://lake/test/" + TESTS.get());
    }

    @Test
    void aFailedUploadLeavesNoObjectAndNoParts() throws IOException {
        Path file = Files.write(local.resolve("file"), new byte[3 * PART_SIZE]);
        try (S3Client client = S3Clients.client(s3.access())) {
            Storage broken = new S3Storage(
                    failingAtPart(2, client),
                    new StorageLocation.Bucket(TestS3.BUCKET, "broken"),
                    new S3Exceptions(TestS3.BUCKET, Optional.of(s3.endpoint())),
                    PART_SIZE);
            assertThatThrownBy(() -> broken.put("a", file))
                    .isInstanceOf(CommitlakeException.class)
                    .hasMessageContainingAll("put s3://lake/broken/a", "the line went dead");
            assertThat(broken.get("a")).isEmpty();
            assertThat(client.listMultipartUploads(
                                    list -> list.bucket(TestS3.BUCKET).prefix("broken/"))
                            .uploads())
                    .isEmpty();
        }
    }

    private static S3Client failingAtPart(int last, S3Client client) {
        AtomicInteger parts = new AtomicInteger();
        return (S3Client) Proxy.newProxyInstance(
                S3StorageTest.class.getClassLoader(), new Class<?>[] {S3Client.class}, (_, method, arguments) -> {
                    if (method.getName().equals("uploadPart") && parts.incrementAndGet() == last) {
                        throw SdkClientException.create("the line went dead");
                    }
                    try {
                        return method.invoke(client, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @Test
    void partsGrowSoThatTenThousandSuffice() {
        assertThat(S3FilePut.partSize(1, PART_SIZE)).isEqualTo(PART_SIZE);
        assertThat(S3FilePut.partSize(10_000L * PART_SIZE, PART_SIZE)).isEqualTo(PART_SIZE);
        long huge = 5L << 40;
        assertThat(Math.ceilDiv(huge, S3FilePut.partSize(huge, PART_SIZE))).isLessThanOrEqualTo(10_000);
    }

    private static S3Storage at(String prefix) {
        return S3Storage.open(new StorageLocation.Bucket(TestS3.BUCKET, prefix), s3.access(), PART_SIZE);
    }
}
