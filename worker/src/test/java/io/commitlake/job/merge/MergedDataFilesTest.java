package io.commitlake.job.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.export.ExportFiles;
import io.commitlake.job.export.Lanes;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.StagedStates;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.model.secret.Secret;
import io.commitlake.sandbox.s3.ObjectStore;
import io.commitlake.sandbox.s3.S3Keys;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.InterceptedStorage;
import io.commitlake.testing.RecordedProgress;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Merges list every file of each completed export in {@code data_files}, whatever interrupts them. */
final class MergedDataFilesTest {
    private static final Instant AT = Instant.parse("2024-11-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2024-12-01T00:00:00Z");
    private static final int REPOSITORIES = 5;
    private static final int RACERS = 6;

    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @TempDir
    private Path folder;

    private Workspace workspace;
    private Dataset dataset;

    @BeforeEach
    void open() {
        workspace = Workspace.open(folder.resolve("work"));
        dataset = new Dataset(folder.resolve("dataset"));
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
        workspace.close();
    }

    /** A dataset with rows for some repositories, and plans for the runs {@code r} and {@code later}. */
    private final class Dataset {
        private final Storage storage;
        private final Ledger ledger;
        private volatile RecordedProgress lastMerge = new RecordedProgress();

        Dataset(Path folder) {
            this(Storages.open(StorageLocation.parse("file:" + folder), S3Access.byDefault()));
        }

        Dataset(Storage storage) {
            this.storage = storage;
            storage.check();
            ledger = new StoreLedger(storage);
            new RepositoryTables(storage)
                    .change(
                            0,
                            _ -> LongStream.rangeClosed(1, REPOSITORIES)
                                    .mapToObj(MergedDataFilesTest::row)
                                    .toList());
            PlanStore plans = new PlanStore(storage);
            plans.freeze(new RunPlan("r", AT, 1, List.of(), List.of(), List.of(), Map.of(), Optional.empty()));
            plans.freeze(new RunPlan("later", LATER, 1, List.of(), List.of(), List.of(), Map.of(), Optional.empty()));
        }

        /** Completes an export with files in three months, out of order, and returns the files. */
        List<DataFile> complete(long id, long number) {
            Export export = claim(id, number);
            List<DataFile> files = new ArrayList<>();
            for (Table table : List.of(Table.FILE_STATES, Table.COMMITS)) {
                for (String month : List.of("2024-02", "2024-01", "2023-12")) {
                    files.add(put(Layout.dataFile(table, export, CommitMonth.parse(month))));
                }
            }
            ledger.settle(export, new Outcome.Complete(3, files));
            return files;
        }

        private DataFile put(String key) {
            byte[] content = key.getBytes(StandardCharsets.UTF_8);
            storage.put(key, content);
            return new DataFile(key, content.length / 2, content.length, Sha256.of(content));
        }

        Export claim(long id, long number) {
            Export export = new Export(id, number);
            ledger.open(export);
            ledger.claim(new Claim(
                    export,
                    new Tip(sha(id, number), AT),
                    List.of(),
                    Optional.empty(),
                    Map.of(),
                    "https://github.com/a/" + id,
                    "git",
                    "1"));
            return export;
        }

        Merge.Result merge(String run) {
            return merge(storage, run);
        }

        /** Merges through a storage of this dataset. */
        Merge.Result merge(Storage through, String run) {
            ExportFiles files = new ExportFiles(
                    through,
                    DatasetRecord.of(Optional.empty(), KeptContents.NONE, LedgerHome.FIRST),
                    new Lanes(2),
                    pool);
            RecordedProgress progress = new RecordedProgress();
            lastMerge = progress;
            return new Merge(
                            through,
                            new StoreLedger(through),
                            new StagedStates(through, workspace),
                            files,
                            workspace,
                            Clock.systemUTC(),
                            progress,
                            pool)
                    .run(run.equals("r") ? AT : LATER, run);
        }

        List<DataFileRow> listed(String run) {
            Path local = folder.resolve("listed-" + run + ".parquet");
            List<DataFileRow> rows = new ArrayList<>();
            if (storage.download(Layout.dataFiles(run), local)) {
                try (DataFilesReader file = new DataFilesReader(run, local)) {
                    for (DataFileRow row = file.next(); row != null; row = file.next()) {
                        rows.add(row);
                    }
                }
            }
            return rows;
        }

        List<Export> opened() {
            List<Export> opened = new ArrayList<>();
            ledger.forEachOpen(opened::add);
            return opened;
        }

        /** Asserts that every completed export of a row, and every closed one, has its files in a list. */
        void assertWhole(List<DataFile> files) {
            List<String> listed = new ArrayList<>();
            List.of("r", "later")
                    .forEach(run -> listed(run).stream().map(DataFileRow::path).forEach(listed::add));
            Map<Long, Long> exports = new HashMap<>();
            new RepositoryTables(storage)
                    .read(0)
                    .orElseThrow()
                    .forEach(row -> exports.put(row.id(), row.exports().orElseThrow()));
            for (DataFile file : files) {
                Export export = DataKey.parse(file.key()).orElseThrow().export();
                if (exports.getOrDefault(export.repository(), 0L) > export.number() || !opened().contains(export)) {
                    assertThat(listed).contains(file.key());
                }
            }
        }
    }

    private static Repository row(long id) {
        return new Repository(
                id, AT, Optional.empty(), Optional.of("R_" + id), Optional.of("a/" + id), OptionalLong.of(0));
    }

    private static String sha(long id, long number) {
        return "%020d%020d".formatted(id, number);
    }

    /** Two completed exports of each repository. */
    private static List<DataFile> completeAll(Dataset dataset) {
        return LongStream.rangeClosed(1, REPOSITORIES)
                .boxed()
                .flatMap(id -> LongStream.range(0, 2).boxed().flatMap(number -> dataset.complete(id, number).stream()))
                .toList();
    }

    private static List<DataFileRow> rows(List<DataFile> files, Instant snapshot, String run) {
        return files.stream()
                .map(file -> {
                    DataKey key = DataKey.parse(file.key()).orElseThrow();
                    return new DataFileRow(
                            file.key(),
                            key.table().folder(),
                            key.export().repository(),
                            key.month().map(CommitMonth::toString),
                            key.export().number(),
                            file.rows(),
                            file.bytes(),
                            file.sha256(),
                            snapshot,
                            run);
                })
                .sorted(Comparator.comparingLong(DataFileRow::repositoryId)
                        .thenComparingLong(DataFileRow::export)
                        .thenComparing(DataFileRow::table)
                        .thenComparing(DataFileRow::path))
                .toList();
    }

    /** The rows of the files, by table. */
    private static Map<String, Long> totals(List<DataFile> files) {
        return files.stream()
                .collect(Collectors.groupingBy(
                        file -> DataKey.parse(file.key()).orElseThrow().table().folder(),
                        Collectors.summingLong(DataFile::rows)));
    }

    @Test
    void aMergeListsTheFilesOfCompletedExportsOnlyAndInOrder() {
        List<DataFile> files = new ArrayList<>(dataset.complete(2, 1));
        files.addAll(dataset.complete(2, 0));
        files.addAll(dataset.complete(1, 10));
        files.addAll(dataset.complete(1, 9));
        dataset.claim(3, 0);
        dataset.ledger.settle(dataset.claim(4, 0), new Outcome.Voided("by a test", Instant.now()));
        dataset.ledger.settle(dataset.claim(5, 0), new Outcome.Complete(0, List.of()));
        dataset.complete(99, 0); // no row has this repository

        dataset.merge("r");

        assertThat(dataset.listed("r")).isEqualTo(rows(files, AT, "r"));
        assertThat(dataset.opened()).containsExactlyInAnyOrder(new Export(3, 0), new Export(4, 0), new Export(99, 0));
        assertThat(dataset.lastMerge.counted()).isEqualTo("merging: 8 of 8 exports");
        assertThat(dataset.lastMerge.end()).isEmpty();
    }

    @Test
    void aMergeWithoutCompletedExportsPutsNoList() {
        dataset.claim(3, 0);
        dataset.ledger.settle(dataset.claim(5, 0), new Outcome.Complete(0, List.of()));

        assertThat(dataset.merge("r").rows()).isEmpty();

        assertThat(dataset.storage.version(Layout.dataFiles("r"))).isEmpty();
        assertThat(dataset.opened()).containsExactly(new Export(3, 0));
    }

    @Test
    void aRepeatedMergeAddsLaterExportsAndOtherwisePutsNothing() throws IOException {
        List<DataFile> files = new ArrayList<>(dataset.complete(3, 0));
        files.addAll(dataset.complete(1, 0));
        assertThat(dataset.merge("r").rows()).isEqualTo(totals(files));
        files.addAll(dataset.complete(2, 0));
        files.addAll(dataset.complete(3, 1));
        dataset.ledger.open(new Export(1, 0)); // as if its close had been lost

        assertThat(dataset.merge("r").rows()).isEqualTo(totals(files));

        assertThat(dataset.listed("r")).isEqualTo(rows(files, AT, "r"));
        assertThat(dataset.merge("r").rows()).isEqualTo(totals(files));
        Path file = folder.resolve("dataset").resolve(Layout.dataFiles("r"));
        Object before = Files.readAttributes(file, "unix:ino,lastModifiedTime");
        dataset.ledger.open(new Export(1, 0));
        dataset.merge("r");
        assertThat(Files.readAttributes(file, "unix:ino,lastModifiedTime")).isEqualTo(before);
        assertThat(dataset.opened()).isEmpty();
    }

    @Test
    void aLaterRunListsWhatTheRunBeforeDidNotMerge() {
        List<DataFile> first = dataset.complete(1, 0);
        dataset.merge("r");
        List<DataFile> second = dataset.complete(1, 1);
        dataset.merge("later");

        assertThat(dataset.listed("r")).isEqualTo(rows(first, AT, "r"));
        assertThat(dataset.listed("later")).isEqualTo(rows(second, LATER, "later"));
    }

    @Test
    void aListOfThousandsOfFilesIsMergedWhole() {
        List<DataFile> files = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int id = 1; id <= REPOSITORIES; id++) {
                int repository = id;
                Export export = dataset.claim(id, round);
                List<DataFile> many = IntStream.range(0, 8_000)
                        .mapToObj(month -> new DataFile(
                                Layout.dataFile(
                                        Table.COMMITS,
                                        export,
                                        CommitMonth.parse("%04d-%02d".formatted(1970 + month / 12, 1 + month % 12))),
                                1 + month,
                                1 + repository,
                                Sha256.of(new byte[] {(byte) month, (byte) repository})))
                        .toList();
                dataset.ledger.settle(export, new Outcome.Complete(1, many));
                files.addAll(many);
            }
            dataset.merge("r");
        }

        assertThat(dataset.listed("r")).isEqualTo(rows(files, AT, "r"));
    }

    /** Two rounds: the overtaken merge must put the list if absent, then replace the version that it read. */
    @Test
    void aMergeThatAnotherOneOvertakesKeepsTheOthersRows() {
        List<DataFile> files = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            int number = round;
            files.addAll(dataset.complete(1, number));
            String last = round == 0 ? "version" : "download"; // the last call before the put
            AtomicBoolean overtaken = new AtomicBoolean();
            Storage slow = InterceptedStorage.of(dataset.storage, call -> {
                Object result = call.proceed();
                if (call.name().equals(last) && !overtaken.getAndSet(true)) {
                    files.addAll(dataset.complete(2, number));
                    dataset.merge("r");
                }
                return result;
            });

            dataset.merge(slow, "r");

            assertThat(overtaken).isTrue();
            assertThat(dataset.listed("r")).isEqualTo(rows(files, AT, "r"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMergeKilledAtAnyWriteAndRepeatedListsEachFileOnce(DyingStorage.When when) throws IOException {
        completeAll(dataset);
        dataset.merge("r");
        byte[] undisturbed =
                dataset.storage.get(Layout.dataFiles("r")).orElseThrow().content();

        int killed = 0;
        for (boolean died = true; died; killed++) {
            Path place = folder.resolve("killed-" + killed);
            Dataset again = new Dataset(place);
            List<DataFile> files = completeAll(again);
            DyingStorage dying = new DyingStorage(again.storage, killed, when);
            died = dying.kills(() -> again.merge(dying.storage(), "r"));
            again.assertWhole(files);

            again.merge(killed % 3 == 2 ? "later" : "r");

            again.assertWhole(files);
            assertThat(again.opened()).isEmpty();
            List<DataFileRow> all = new ArrayList<>(again.listed("r"));
            all.addAll(again.listed("later"));
            assertThat(all.stream().map(DataFileRow::path).distinct())
                    .containsExactlyInAnyOrderElementsOf(
                            files.stream().map(DataFile::key).toList());
            if (killed % 3 != 2) {
                assertThat(again.storage
                                .get(Layout.dataFiles("r"))
                                .orElseThrow()
                                .content())
                        .isEqualTo(undisturbed);
            }
            Workspace.remove(place);
        }
        // The list, the table, the report, and the open mark of each export.
        assertThat(killed - 1).as("writes of a merge").isGreaterThanOrEqualTo(3 + 2 * REPOSITORIES);
    }

    @Test
    void concurrentMergesOfARunInAFolderListEachFileOnce() throws Exception {
        mergeConcurrently(dataset);
    }

    @Test
    void concurrentMergesOfARunOnS3ListEachFileOnce() throws Exception {
        S3Keys keys = S3Keys.random();
        try (ObjectStore s3 = new ObjectStore("127.0.0.1", 0, folder.resolve("s3"), keys);
                Storage storage = Storages.open(
                        StorageLocation.parse("s3://" + ObjectStore.BUCKET + "/dataset"),
                        new S3Access(
                                Optional.of(URI.create(s3.address())),
                                Optional.empty(),
                                Optional.of(keys.accessKeyId()),
                                Optional.of(new Secret(keys.secretAccessKey()))))) {
            mergeConcurrently(new Dataset(storage));
        }
    }

    private void mergeConcurrently(Dataset dataset) throws Exception {
        List<DataFile> files = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
            for (int round = 0; round < 5; round++) {
                int number = round;
                List<Callable<List<DataFile>>> racers = LongStream.rangeClosed(1, RACERS)
                        .mapToObj(racer -> (Callable<List<DataFile>>) () -> {
                            List<DataFile> mine = racer <= REPOSITORIES ? dataset.complete(racer, number) : List.of();
                            dataset.merge("r");
                            return mine;
                        })
                        .toList();
                for (Future<List<DataFile>> done : threads.invokeAll(racers)) {
                    files.addAll(done.get());
                }
                dataset.assertWhole(files);
            }
        }

        assertThat(dataset.opened()).isEmpty();
        assertThat(dataset.listed("r")).isEqualTo(rows(files, AT, "r"));
    }
}
