package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class S3StorageTest extends StorageContract {
    @TempDir
    static Path data;

    private static TestS3 s3;
    private static final AtomicInteger TESTS = new AtomicInteger();

    private S3Storage storage;

    @BeforeAll
    static void start() {
        s3 = TestS3.start(data);
    }

    @AfterAll
    static void stop() {
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

    @Test
    void nothingBesideThePrefixIsSeen() {
        try (Storage neighbour = at("test/" + TESTS.get() + "0")) {
            neighbour.put("a", bytes("x"));
            storage.put("b", bytes("x"));
            assertThat(listed("")).containsExactly("b");
            assertThat(neighbour.get("a")).isPresent();
            assertThat(storage.get("a")).isEmpty();
        }
    }

    @Test
    void aPutLeavesNoPartsBehind() {
        storage.check();
        assertThat(storage.location()).isEqualTo("s3://lake/test/" + TESTS.get());
    }

    @Test
    void partsGrowSoThatTenThousandAreEnough() {
        assertThat(S3FilePut.partSize(1, PART_SIZE)).isEqualTo(PART_SIZE);
        assertThat(S3FilePut.partSize(10_000L * PART_SIZE, PART_SIZE)).isEqualTo(PART_SIZE);
        long huge = 5L << 40;
        assertThat(Math.ceilDiv(huge, S3FilePut.partSize(huge, PART_SIZE))).isLessThanOrEqualTo(10_000);
    }

    private static S3Storage at(String prefix) {
        return S3Storage.open(new StorageLocation.Bucket(TestS3.BUCKET, prefix), s3.access(), PART_SIZE);
    }
}
