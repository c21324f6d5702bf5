package io.commitlake.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.People;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** The promises about a dataset's record, whatever its store. */
abstract class DatasetRecordContract {
    private static final String RECORD =
            "{\"format\": 2, \"people\": \"hashed\", \"contents\": \"off\", \"ledger\": \"dataset\"}";

    private static final String POSTGRES = "jdbc:postgresql://db:5432/lake?currentSchema=commitlake";

    /** Returns an empty storage. */
    abstract Storage storage();

    private static DatasetRecord record(People mode) {
        return DatasetRecord.of(Optional.of(mode), KeptContents.NONE, LedgerHome.FIRST);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(Storage storage, String json) {
        storage.put(Layout.DATASET, json.getBytes(UTF_8));
        return assertThatThrownBy(() -> DatasetRecord.find(storage))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                .hasMessageContainingAll(Layout.DATASET, storage.location());
    }

    @Test
    void theFirstRecordStays() {
        Storage storage = storage();
        assertThat(DatasetRecord.find(storage)).isEmpty();

        assertThat(record(People.HASHED).keep(storage)).isEqualTo(record(People.HASHED));
        assertThat(record(People.NONE).keep(storage)).isEqualTo(record(People.HASHED));
        assertThat(DatasetRecord.find(storage)).contains(record(People.HASHED));
        assertThat(new String(storage.get(Layout.DATASET).orElseThrow().content(), UTF_8))
                .isEqualToIgnoringWhitespace(RECORD);
    }

    @Test
    void aCommandThatFindsItsLedgerFilledTakesTheRecordOfTheFasterOne() {
        Storage storage = storage();
        CommitlakeException filled = CommitlakeException.settings("the schema has the ledger of an earlier dataset");

        assertThatThrownBy(() -> DatasetRecord.create(storage, Optional.empty(), KeptContents.NONE, () -> {
                    throw filled;
                }))
                .isSameAs(filled);
        assertThat(DatasetRecord.create(storage, Optional.of(People.NONE), KeptContents.NONE, () -> {
                    record(People.HASHED).keep(storage);
                    throw filled;
                }))
                .isEqualTo(record(People.HASHED));
    }

    @Test
    void racingCommandsAllGetTheSameRecord() throws Exception {
        Storage storage = storage();
        CyclicBarrier start = new CyclicBarrier(12);
        List<Callable<DatasetRecord>> racers = new ArrayList<>();
        for (int i = 0; i < start.getParties(); i++) {
            DatasetRecord mine = record(List.of(People.values()).get(i % 3));
            racers.add(() -> {
                start.await();
                return DatasetRecord.find(storage).orElseGet(() -> mine.keep(storage));
            });
        }
        Set<DatasetRecord> held = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(racers.size())) {
            for (Future<DatasetRecord> racer : threads.invokeAll(racers)) {
                held.add(racer.get());
            }
        }
        assertThat(held).hasSize(1);
        assertThat(DatasetRecord.find(storage)).contains(held.iterator().next());
    }

    @Test
    void aDatasetWithoutARecordHasFormat1() {
        Storage storage = storage();
        storage.put("_commitlake/ledger.json", "{}".getBytes(UTF_8));

        assertThatThrownBy(() -> DatasetRecord.find(storage))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                .hasMessageContainingAll(storage.location(), "format 1", "COMMITLAKE_DATASET");
    }

    @Test
    void theTablesOfTheOriginalProgramNeedNoRecord() {
        Storage storage = storage();
        assertThat(DatasetRecord.isOriginal(storage)).isFalse();
        storage.put("commits/repository_id=1/commit_month=2020-01/commits_1-0.parquet", "x".getBytes(UTF_8));
        assertThat(DatasetRecord.isOriginal(storage)).isFalse();
        storage.put(Layout.repositories(0), "x".getBytes(UTF_8));

        assertThat(DatasetRecord.isOriginal(storage)).isTrue();
        assertThat(DatasetRecord.find(storage)).isEmpty();
    }

    @Test
    void aValueOfALaterVersionIsRefusedByName() {
        Storage storage = storage();
        refused(storage, RECORD.replace("2", "3")).hasMessageContainingAll("format \"3\"", "knows only 2");
        refused(storage, "{\"format\": 3}").hasMessageContaining("format \"3\"");
        refused(storage, RECORD.replace("hashed", "salted"))
                .hasMessageContainingAll("people \"salted\"", "clear, hashed, none");
        refused(storage, RECORD.replace("off", "images"))
                .hasMessageContainingAll("contents \"images\"", "knows only off");
        refused(storage, RECORD.replace("\"dataset\"", "\"jdbc:oracle:ledger\""))
                .hasMessageContainingAll("ledger \"jdbc:oracle:ledger\"", "knows only dataset");
        // Without an ID, another ledger at the same address couldn't be told from this one.
        refused(storage, RECORD.replace("\"dataset\"", "\"" + POSTGRES + "\"")).hasMessageContaining(POSTGRES);
        refused(storage, RECORD.replace("\"hashed\"", "{\"mode\": \"hashed\"}"))
                .hasMessageContaining("{\"mode\":\"hashed\"}");
    }

    @Test
    void aRecordThatCannotBeReadIsRefusedByName() {
        Storage storage = storage();
        refused(storage, "").hasMessageContaining("restore that object");
        refused(storage, "{\"format\": 2,").hasMessageContainingAll("can't be read", "restore that object");
        refused(storage, "[]").hasMessageContaining("has no format");
        refused(storage, RECORD.replace("people", "persons")).hasMessageContaining("has no people");
        refused(storage, RECORD.replace("\"off\"", "null")).hasMessageContaining("contents");
    }

    @Test
    void aSettingOfALaterVersionThatIsAddedIsIgnored() {
        Storage storage = storage();
        storage.put(
                Layout.DATASET, RECORD.replace("}", ", \"colour\": \"red\"}").getBytes(UTF_8));

        assertThat(DatasetRecord.find(storage)).contains(record(People.HASHED));
    }

    @Test
    void onlyAContradictionIsRefusedWithBothValues() {
        record(People.HASHED).refuseOther(Optional.empty(), "s3://b");
        record(People.HASHED).refuseOther(Optional.of(People.HASHED), "s3://b");

        assertThatThrownBy(() -> record(People.HASHED).refuseOther(Optional.of(People.NONE), "s3://b"))
                .hasMessageContainingAll("COMMITLAKE_PEOPLE", "none", "hashed", "s3://b", "unset");
    }

    @Test
    void theHomeOfTheLedgerIsKept() {
        Storage storage = storage();
        DatasetRecord mine = DatasetRecord.of(Optional.empty(), KeptContents.NONE, LedgerHome.fresh(POSTGRES));
        mine.keep(storage);

        assertThat(DatasetRecord.find(storage)).contains(mine);
        mine.refuseOtherLedger(POSTGRES, "s3://b");
        assertThatThrownBy(() -> mine.refuseOtherLedger("dataset", "s3://b"))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                .hasMessageContainingAll("COMMITLAKE_LEDGER is dataset", POSTGRES);
    }
}
