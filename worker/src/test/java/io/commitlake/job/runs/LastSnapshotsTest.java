package io.commitlake.job.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.StepReport;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.InterceptedStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far a repository is exported is known from the reports of merges, however many repositories failed since. */
class LastSnapshotsTest {
    private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");

    private static final Optional<String> NAME = Optional.of("owner/name");

    @TempDir
    Path folder;

    private final List<String> read = new ArrayList<>();
    private Storage storage;

    @BeforeEach
    void open() {
        Storage real = Storages.open(StorageLocation.parse("file:" + folder), S3Access.byDefault());
        real.check();
        storage = InterceptedStorage.of(real, call -> {
            if (call.name().equals("get")) {
                read.add(call.key());
            }
            return call.proceed();
        });
    }

    private static Instant day(int day) {
        return FIRST.plus(Duration.ofDays(day));
    }

    /** Plans the run of a day, whose snapshot is that day. */
    private void plan(int day, String... files) {
        RunHistory.addPlanned(
                storage,
                new RunPlan(
                        "run-" + day, day(day), 1, List.of(files), List.of(), List.of(), Map.of(), Optional.empty()),
                day(day));
    }

    /** Puts the report of the merge of a day's run, with the repositories that it didn't bring up to its snapshot. */
    private void merge(int day, Map<Long, Optional<Instant>> behind) {
        List<BehindRepository> repositories = behind.entrySet().stream()
                .map(one -> new BehindRepository(one.getKey(), one.getValue()))
                .toList();
        StepReport.put(storage, "run-" + day, "merge", day(day), day(day), Map.of("behind", repositories));
    }

    private LastSnapshots snapshots() {
        return LastSnapshots.of(storage, RunHistory.read(storage));
    }

    @Test
    void theNewestMergedRunSaysHowFarARepositoryIs() {
        plan(1);
        merge(1, Map.of());
        plan(2);
        merge(2, Map.of(7L, Optional.of(day(1)), 8L, Optional.empty()));
        plan(3);

        assertThat(snapshots().of(6, NAME, 0)).contains(day(2));
        assertThat(snapshots().of(7, NAME, 0)).contains(day(1));
        assertThat(snapshots().of(8, NAME, 0)).isEmpty();
    }

    @Test
    void aRunSaysNothingOfRepositoriesThatItWasNotAskedFor() {
        plan(1);
        merge(1, Map.of());
        plan(2, "repositories_1");
        merge(2, Map.of());
        plan(3, "repositories_2.parquet");
        merge(3, Map.of());
        plan(4, "repositories/repositories_3.parquet", "Owner/Other");
        merge(4, Map.of());

        assertThat(snapshots().of(7, NAME, 0)).contains(day(1));
        assertThat(snapshots().of(7, NAME, 1)).contains(day(2));
        assertThat(snapshots().of(7, NAME, 2)).contains(day(3));
        assertThat(snapshots().of(7, NAME, 3)).contains(day(4));
        assertThat(snapshots().of(7, Optional.of("owner/other"), 0)).contains(day(4));
    }

    @Test
    void withoutAMergedRunNothingIsKnown() {
        assertThat(snapshots().of(7, NAME, 0)).isEmpty();
        plan(1);
        assertThat(snapshots().of(7, NAME, 0)).isEmpty();
    }

    @Test
    void aRunThatIsMergedAgainCountsItselfButNoLaterRun() {
        plan(1);
        merge(1, Map.of());
        plan(2);
        merge(2, Map.of(7L, Optional.of(day(1))));
        plan(3);
        merge(3, Map.of());
        RunHistory history = RunHistory.read(storage);

        assertThat(LastSnapshots.upTo(storage, history, "run-2").of(7, NAME, 0)).contains(day(1));
        assertThat(LastSnapshots.upTo(storage, history, "run-2").of(6, NAME, 0)).contains(day(2));
    }

    @Test
    void aHundredThousandRepositoriesThatFailTakeOneRequest() {
        for (int day = 1; day <= 60; day++) {
            plan(day);
            merge(day, Map.of());
        }
        LastSnapshots snapshots = snapshots();
        read.clear();

        assertThat(LongStream.rangeClosed(1, 100_000).mapToObj(id -> snapshots.of(id, NAME, id / 1000)))
                .allSatisfy(snapshot -> assertThat(snapshot).contains(day(60)));
        assertThat(read).containsExactly("_commitlake/reports/run-60/merge.json");
    }

    @Test
    void anotherPlanOfARunKeepsWhatItsReportSays() {
        plan(1);
        RunSummary planned = RunHistory.read(storage).newest().orElseThrow();
        RunSummary reported = new RunSummary(
                planned.run(),
                planned.snapshot(),
                planned.begun(),
                day(2),
                Verdict.COMPLETE,
                planned.repositoriesAsked(),
                1,
                1,
                1,
                0,
                0,
                1,
                1,
                3,
                100,
                1,
                0);
        RunHistory.add(storage, reported);
        plan(1);

        assertThat(RunHistory.read(storage).runs()).containsExactly(reported);
        assertThat(RunHistory.read(storage).reported().runs()).containsExactly(reported);
    }
}
