package io.commitlake.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.dataset.DatasetRecord;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.LedgerContents;
import io.commitlake.ledger.LedgerContents.Kind;
import io.commitlake.ledger.LedgerContents.TipKey;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.ledger.StoreLedgerContents;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.Tip;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.MovedRecords;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.InterceptedStorage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A move that dies at any put and is repeated ends like one that doesn't. Both homes are in one folder here. */
class LedgerMoveTest {
    private static final String PLACE = "jdbc:postgresql://db:5432/lake?currentSchema=commitlake";
    private static final Instant SOME_TIME = Instant.parse("2024-11-01T00:00:00.123456789Z");
    private static final String SHA = "a".repeat(40);

    private static final class Died extends RuntimeException {}

    @TempDir
    Path folder;

    private ExecutorService threads;

    @BeforeEach
    void start() {
        threads = Executors.newSingleThreadExecutor();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Storage dataset(String name) {
        Storage storage = Storages.open(StorageLocation.parse("file:" + folder.resolve(name)), S3Access.byDefault());
        storage.check();
        DatasetRecord.of(Optional.empty(), KeptContents.NONE, LedgerHome.FIRST).keep(storage);
        fill(new StoreLedgerContents(storage).ledger());
        return storage;
    }

    private static void fill(Ledger ledger) {
        for (long repository : new long[] {7, 42}) {
            ledger.track(
                    3,
                    new Repository(
                            repository,
                            SOME_TIME,
                            Optional.empty(),
                            Optional.of("R_" + repository),
                            Optional.of("a/b" + repository),
                            OptionalLong.of(0)));
            for (long number = 0; number < 3; number++) {
                Export export = new Export(repository, number);
                ledger.open(export);
                ledger.claim(new Claim(
                        export,
                        new Tip(SHA, SOME_TIME),
                        List.of(SHA),
                        Optional.empty(),
                        Map.of(),
                        "https://github.com/a/b",
                        "git",
                        "f"));
                ledger.keepUsers(export, UserIds.of(Map.of("a@example.com", OptionalLong.of(7))));
            }
            ledger.settle(new Export(repository, 0), new Outcome.Complete(5, List.of()));
            ledger.settle(new Export(repository, 1), new Outcome.Voided("gone", SOME_TIME));
            ledger.close(new Export(repository, 0));
            ledger.keepTip(repository, SHA, SOME_TIME, new SnapshotTip(Optional.of(new Tip(SHA, SOME_TIME))));
            ledger.keepTip(repository, SHA, Instant.EPOCH.minusSeconds(5), new SnapshotTip(Optional.empty()));
        }
        ledger.changeConditions(Map.of(
                7L,
                before -> Optional.of(new RepositoryCondition(
                        7,
                        RepositoryCondition.Condition.GONE,
                        "404",
                        List.of("r"),
                        OptionalLong.empty(),
                        SOME_TIME,
                        Optional.empty()))));
    }

    private static Set<String> records(LedgerContents contents) {
        Ledger ledger = contents.ledger();
        Set<String> all = new TreeSet<>();
        ledger.forEachTracked(id -> all.add(ledger.tracked(id).toString()));
        ledger.forEachOpen(export -> all.add("open " + export));
        contents.forEachExport(
                Kind.CLAIM, export -> all.add(ledger.claimed(export).toString()));
        contents.forEachExport(Kind.USERS, export -> all.add(export + " " + ledger.users(export)));
        contents.forEachExport(Kind.OUTCOME, export -> all.add(export + " " + ledger.outcome(export)));
        contents.forEachTip(
                (TipKey key) -> all.add(key + " " + ledger.tip(key.repository(), key.head(), key.snapshot())));
        ledger.forEachCondition(condition -> all.add(condition.toString()));
        return all;
    }

    /** A storage that dies before the put with this number, counted from 0. */
    private static Storage dying(Storage storage, AtomicLong puts) {
        return InterceptedStorage.of(storage, call -> {
            if (call.name().startsWith("put") && puts.getAndDecrement() == 0) {
                throw new Died();
            }
            return call.proceed();
        });
    }

    private LedgerMove move(Storage storage) {
        return new LedgerMove(
                storage,
                new LedgerHomes() {
                    @Override
                    public LedgerContents existing(LedgerHome home) {
                        return contents(storage, home);
                    }

                    @Override
                    public LedgerContents fresh(LedgerHome home) {
                        return contents(storage, home);
                    }
                },
                threads);
    }

    private static LedgerContents contents(Storage storage, LedgerHome home) {
        return new StoreLedgerContents(home.id()
                .<Storage>map(id -> new MovedRecords(storage, "_commitlake/" + id + "/"))
                .orElse(storage));
    }

    @Test
    void aMoveThatDiesAnywhereIsContinuedByTheNextOne() {
        int deaths = 0;
        for (long put = 0; ; put++) {
            Storage storage = dataset("lake-" + put);
            Set<String> before = records(contents(storage, LedgerHome.FIRST));
            assertThat(before).hasSize(2 + 4 + 6 + 6 + 4 + 4 + 1);
            AtomicLong left = new AtomicLong(put);
            boolean died = false;
            try {
                move(dying(storage, left)).move(PLACE);
            } catch (Died killed) {
                died = true;
                deaths++;
                assertThat(DatasetRecord.find(storage).orElseThrow().ledger()).isEqualTo(LedgerHome.FIRST);
                move(storage).move(PLACE);
            }

            DatasetRecord now = DatasetRecord.find(storage).orElseThrow();
            assertThat(now.ledger().place()).isEqualTo(PLACE);
            assertThat(now.movingTo()).isEmpty();
            assertThat(records(contents(storage, now.ledger()))).isEqualTo(before);
            assertThat(records(contents(storage, LedgerHome.FIRST))).isEqualTo(before);
            assertThat(move(storage).move(PLACE)).isEqualTo(new LedgerMove.Result(PLACE, false, 0));
            if (!died) {
                break;
            }
        }
        assertThat(deaths).isGreaterThan(20);
    }

    @Test
    void aMoveThatWasGivenUpCanNotEnd() {
        Storage storage = dataset("lake");
        assertThatThrownBy(() -> move(dying(storage, new AtomicLong(5))).move(PLACE))
                .isInstanceOf(Died.class);
        DatasetRecord marked = DatasetRecord.find(storage).orElseThrow();
        assertThatThrownBy(() -> marked.refuseMoving("x")).hasMessageContaining("is moving");
        assertThatThrownBy(() -> marked.moving(Optional.empty()).refuseMoved(storage))
                .hasMessageContaining("is moving");

        assertThat(move(storage).move(LedgerHome.DATASET)).isEqualTo(new LedgerMove.Result("dataset", false, 0));

        assertThat(marked.replace(storage, marked.moved())).isFalse();
        DatasetRecord.find(storage).orElseThrow().refuseMoving("x");
    }

    @Test
    void workersOfTheOldHomeFindOutAfterTheMove() {
        Storage storage = dataset("lake");
        DatasetRecord old = DatasetRecord.find(storage).orElseThrow();
        old.refuseMoved(storage);
        move(storage).move(PLACE);

        assertThatThrownBy(() -> old.refuseMoved(storage)).hasMessageContainingAll("has moved", PLACE);
        DatasetRecord.find(storage).orElseThrow().refuseMoved(storage);
    }
}
