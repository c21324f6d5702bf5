package io.commitlake.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.progress.NoProgress;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.discovery.Enrolment;
import io.commitlake.job.export.ExportFiles;
import io.commitlake.job.export.Lanes;
import io.commitlake.job.merge.Merge;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.StagedStates;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Tip;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.TestLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Lets several processes change one dataset at the same time. */
@ParameterizedClass
@EnumSource(TestLedger.class)
class RacesTest {
    private final TestLedger home;

    private static final Instant AT = Instant.parse("2024-11-01T00:00:00Z");
    private static final int RACERS = 6;

    private final ExecutorService pool = Executors.newFixedThreadPool(8);

    @TempDir
    private Path folder;

    private Storage storage;
    private Ledger ledger;
    private RepositoryTables tables;
    private Workspace workspace;

    RacesTest(TestLedger home) {
        this.home = home;
    }

    @BeforeEach
    void open() {
        storage = Storages.open(StorageLocation.parse("file:" + folder.resolve("dataset")), S3Access.byDefault());
        storage.check();
        ledger = home.open(storage);
        tables = new RepositoryTables(storage);
        workspace = Workspace.open(folder.resolve("work"));
    }

    @AfterEach
    void end() throws Exception {
        pool.shutdownNow();
        if (ledger instanceof AutoCloseable connections) {
            connections.close();
        }
        workspace.close();
    }

    private static Repository row(long id) {
        return new Repository(
                id, AT, Optional.empty(), Optional.of("R_" + id), Optional.of("a/" + id), OptionalLong.of(0));
    }

    private static String sha(long id, long number) {
        return "%020d%020d".formatted(id, number);
    }

    private static void race(Callable<?> racer) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
            for (Future<?> done : threads.invokeAll(Collections.nCopies(RACERS, racer))) {
                done.get();
            }
        }
    }

    private List<Repository> rows() {
        return tables.files().stream()
                .flatMap(file -> tables.read(file).orElseThrow().stream())
                .toList();
    }

    @Test
    void concurrentEnrolmentsAddEachRepositoryOnceAndOverfillNoFile() throws Exception {
        Random random = new Random(1);
        AtomicInteger racers = new AtomicInteger();
        race(() -> {
            // Like discover with --repositories-per-file, and like track, which fills files up.
            int perFile = racers.getAndIncrement() % 2 == 0 ? 3 : 7;
            List<Repository> mine = new ArrayList<>();
            LongStream.rangeClosed(1, 60).forEach(id -> mine.add(row(id)));
            synchronized (random) {
                Collections.shuffle(mine, random);
            }
            Enrolment enrolment = new Enrolment(ledger, new RepositoryTables(storage), perFile, 7);
            for (int from = 0; from < 60; from += 20) {
                enrolment.enter(mine.subList(from, from + 20));
            }
            return true;
        });

        assertThat(rows())
                .extracting(Repository::id)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 60).boxed().toList());
        assertThat(tables.files())
                .allSatisfy(file -> assertThat(tables.read(file).orElseThrow()).hasSizeLessThanOrEqualTo(7));
    }

    @Test
    void concurrentMergesLoseNoRowAndLowerNone() throws Exception {
        LongStream.rangeClosed(1, 40).forEach(id -> {
            tables.change(id % 2, rows -> {
                List<Repository> more = new ArrayList<>(rows);
                more.add(row(id));
                return more;
            });
            complete(id, 0);
            complete(id, 1);
        });
        Clock clock = Clock.systemUTC();
        new PlanStore(storage)
                .freeze(new RunPlan("r", AT, 1, List.of(), List.of(), List.of(), Map.of(), Optional.empty()));

        StagedStates states = new StagedStates(storage, workspace);
        race(() -> new Merge(
                        storage,
                        ledger,
                        states,
                        new ExportFiles(
                                storage,
                                DatasetRecord.of(Optional.empty(), KeptContents.NONE, LedgerHome.FIRST),
                                new Lanes(8),
                                pool),
                        workspace,
                        clock,
                        new NoProgress(),
                        pool)
                .run(AT, "r"));

        assertThat(rows()).hasSize(40).allSatisfy(row -> {
            assertThat(row.exports()).hasValue(2);
            assertThat(row.last()).contains(new Tip(sha(row.id(), 1), AT));
        });
        List<Export> opened = new ArrayList<>();
        ledger.forEachOpen(opened::add);
        assertThat(opened).isEmpty();
    }

    private void complete(long id, long number) {
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
        ledger.settle(export, new Outcome.Complete(1, List.of()));
    }
}
