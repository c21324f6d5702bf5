package io.commitlake.job.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentQueueTest {
    @TempDir
    Path folder;

    private final RequestCount requests = new RequestCount();
    private RepositoryTables tables;
    private EnrolmentQueue queue;

    @BeforeEach
    void open() {
        Storage storage = requests.of(
                Storages.open(StorageLocation.parse("file:" + folder.resolve("dataset")), S3Access.byDefault()));
        storage.check();
        tables = new RepositoryTables(storage);
        queue = new EnrolmentQueue(new Enrolment(new StoreLedger(storage), tables, 1000));
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private void add(long from, long to) {
        EnrolmentTest.rows(from, to).forEach(queue::add);
    }

    @Test
    void theCallerGoesOnWhileABatchIsAdded() {
        CountDownLatch added = new CountDownLatch(1);
        requests.before(method -> {
            try {
                if (!added.await(20, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the caller waits for the batch");
                }
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        add(1, 1999);
        assertThat(queue.added()).isZero();
        added.countDown();

        queue.finish();

        assertThat(queue.added()).isEqualTo(1999);
        assertThat(tables.files()).containsExactly(0L, 1L);
        assertThat(tables.read(1))
                .hasValueSatisfying(rows -> assertThat(rows)
                        .extracting(Repository::id)
                        .containsExactlyElementsOf(EnrolmentTest.rows(1001, 1999).stream()
                                .map(Repository::id)
                                .toList()));
    }

    @Test
    void afterAFailureEachCallFailsAndNothingMoreIsAdded() {
        requests.before(method -> {
            throw CommitlakeException.store("the store is down");
        });
        add(1, 1000);
        assertThatThrownBy(() -> add(1001, 2000)).hasMessage("the store is down");
        requests.before(method -> {});

        for (long more : List.of(2001L, 2002L)) {
            assertThatThrownBy(() -> add(more, more)).hasMessage("the store is down");
            assertThatThrownBy(queue::finish).hasMessage("the store is down");
        }
        assertThat(queue.added()).isZero();
        assertThat(tables.files()).isEmpty();
    }
}
