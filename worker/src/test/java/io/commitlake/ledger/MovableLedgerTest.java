package io.commitlake.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and the moments at which the ledger looks whether it has been moved. */
class MovableLedgerTest extends LedgerContract {
    private static final Export EXPORT = new Export(42, 0);
    private static final Instant SOME_TIME = Instant.parse("2024-11-01T00:00:00Z");

    @TempDir
    Path folder;

    private final AtomicLong checks = new AtomicLong();
    private volatile boolean moved;
    private Ledger ledger;

    @BeforeEach
    void open() {
        Storage storage = Storages.open(StorageLocation.parse("file:" + folder), S3Access.byDefault());
        storage.check();
        ledger = new MovableLedger(new StoreLedger(storage), () -> {
            checks.incrementAndGet();
            if (moved) {
                throw new IllegalStateException("moved");
            }
        });
    }

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Test
    void aWorkerThatMayPutOrRemoveFilesOrAddRowsLooksFirst() {
        Repository row = new Repository(
                42, SOME_TIME, Optional.empty(), Optional.empty(), Optional.of("a/b"), OptionalLong.of(0));
        TrackedRepository tracked = ledger.track(0, row);
        UserIds users = UserIds.of(Map.of());
        Outcome voided = new Outcome.Voided("gone", SOME_TIME);
        ledger.keepUsers(EXPORT, users);
        ledger.settle(EXPORT, voided);
        moved = true;

        for (Runnable use : List.<Runnable>of(
                () -> ledger.keepUsers(EXPORT, users),
                () -> ledger.users(EXPORT),
                () -> ledger.settle(EXPORT, voided),
                () -> ledger.settle(EXPORT, new Outcome.Complete(1, List.of())),
                () -> ledger.outcome(EXPORT),
                () -> ledger.track(0, row),
                () -> ledger.move(tracked, 1),
                () -> ledger.forgotten().add(42),
                () -> ledger.forgotten().remove(42),
                () -> ledger.removeRecords(42))) {
            assertThatThrownBy(use::run).hasMessage("moved");
        }
    }

    @Test
    void anExportLooksOnce() {
        ledger.open(EXPORT);
        ledger.users(EXPORT);
        ledger.keepUsers(EXPORT, UserIds.of(Map.of()));
        ledger.outcome(EXPORT);
        ledger.settle(EXPORT, new Outcome.Complete(1, List.of()));

        assertThat(checks).hasValue(1);
    }

    /** Otherwise the row could count an export that the new ledger has without its outcome. */
    @Test
    void aMergeLooksBeforeItUsesAnOutcome() {
        ledger.settle(EXPORT, new Outcome.Complete(1, List.of()));
        moved = true;

        assertThatThrownBy(() -> ledger.outcome(EXPORT)).hasMessage("moved");
    }

    @Test
    void noneOfManyCallersGoesOnAfterTheMove() throws Exception {
        ledger.keepUsers(EXPORT, UserIds.of(Map.of()));
        List<Callable<Boolean>> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            boolean moves = i == 8;
            callers.add(() -> {
                moved |= moves;
                boolean before = moved;
                try {
                    ledger.users(EXPORT);
                    return !before;
                } catch (IllegalStateException stopped) {
                    return moved;
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(callers.size())) {
            for (var caller : threads.invokeAll(callers)) {
                assertThat(caller.get()).isTrue();
            }
        }
    }
}
