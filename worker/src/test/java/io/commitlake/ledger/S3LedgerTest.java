package io.commitlake.ledger;

import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.storage.TestS3;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.io.TempDir;

/** The ledger in an S3 bucket, where most datasets have it. */
class S3LedgerTest extends LedgerContract {
    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static TestS3 s3;

    private Storage storage;

    @BeforeAll
    static void start() {
        s3 = TestS3.start(folder);
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @BeforeEach
    void open() {
        storage = Storages.open(
                StorageLocation.parse("s3://" + TestS3.BUCKET + "/" + TESTS.incrementAndGet()), s3.access());
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Override
    Ledger ledger() {
        return new StoreLedger(storage);
    }

    @Override
    @Disabled("this server checks If-Match before it replaces an object, not while it does")
    void racingWorkersLoseNoCondition() {}
}
