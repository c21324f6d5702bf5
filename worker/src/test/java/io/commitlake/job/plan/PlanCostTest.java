package io.commitlake.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.RepositoryStateRow;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.history.Limits;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.Assignment;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Tip;
import io.commitlake.storage.Layout;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.InterceptedStorage;
import io.commitlake.testing.RecordedProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts a plan's requests to GitHub and to the store, and how many run at the same time. */
class PlanCostTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T03:00:00Z");
    private static final int REPOSITORIES = 3000;
    private static final int PER_FILE = 1000;

    /** Every 33rd repository is gone: 3 %. */
    private static final int GONE_OF = 33;

    private static final int GONE = REPOSITORIES / GONE_OF;
    private static final int AT_ONCE = 8;

    private final ExecutorService pool = Executors.newFixedThreadPool(16);
    private final AtomicLong storeRequests = new AtomicLong();
    private volatile Instant now = FIRST;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private MadeGitHub github;
    private Storage storage;
    private Workspace workspace;
    private Path folder;
    private RecordedProgress progress = new RecordedProgress();

    @BeforeEach
    void open(@TempDir Path folder) {
        this.folder = folder;
        github = new MadeGitHub(clock);
        storage = Storages.open(StorageLocation.parse("file:" + folder.resolve("dataset")), S3Access.byDefault());
        storage.check();
        workspace = Workspace.open(folder.resolve("work"));
    }

    @AfterEach
    void end() {
        workspace.close();
        storage.close();
        pool.shutdownNow();
    }

    private void track(int exports) {
        RepositoryTables tables = new RepositoryTables(storage);
        for (int file = 0; file * PER_FILE < REPOSITORIES; file++) {
            List<Repository> rows = LongStream.rangeClosed((long) file * PER_FILE + 1, (file + 1L) * PER_FILE)
                    .mapToObj(id -> MadeGitHub.row(id, exports))
                    .toList();
            tables.change(file, before -> rows);
        }
    }

    private RunPlan plan(String run, int tokens) {
        progress = new RecordedProgress();
        Storage counted = InterceptedStorage.of(storage, call -> {
            storeRequests.incrementAndGet();
            return call.proceed();
        });
        Ledger ledger = new StoreLedger(counted);
        Limits limits = new Limits(Duration.ofHours(1), 1 << 30, 1 << 30);
        return new Plan(
                        counted,
                        ledger,
                        github.client(tokens),
                        new RepositoryConditions(ledger, limits, clock),
                        new StagedStates(counted, workspace),
                        workspace,
                        clock,
                        progress,
                        pool)
                .run(clock.instant(), run, 8, List.of());
    }

    private List<RepositoryStateRow> states(RunPlan plan) throws IOException {
        Path local = folder.resolve("states.parquet");
        storage.download(plan.states().orElseThrow().key(), local);
        List<RepositoryStateRow> rows = new ArrayList<>();
        try (RowFileReader<RepositoryStateRow> file =
                new RowFileReader<>(new LocalInputFile(local), TableSchema.REPOSITORY_STATES, RepositoryStateRow::of)) {
            for (RepositoryStateRow row = file.next(); row != null; row = file.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Test
    void runsWithoutAChangeCostOneRequestForAHundredRepositoriesThoughSomeAreGone() {
        track(1);
        github.shows = (repository, token) -> repository % GONE_OF != 0;
        assertThat(plan("day-0", 2).leftOut())
                .isEqualTo(Map.of("gone", (long) GONE, "up to date", REPOSITORIES - (long) GONE));
        assertThat(github.rest.get()).as("404s by id, with each token").isEqualTo(2 * GONE);
        assertThat(progress.counted()).isEqualTo("planning: " + REPOSITORIES + " of 0 repositories");
        assertThat(progress.end()).isEmpty();

        List<Integer> asking = new ArrayList<>();
        for (int day = 1; day <= 40; day++) {
            github.graphQl.set(0);
            github.rest.set(0);
            storeRequests.set(0);
            now = FIRST.plus(Duration.ofDays(day));

            RunPlan plan = plan("day-" + day, 2);

            long seen = plan.states().orElseThrow().rows();
            if (seen == REPOSITORIES) {
                asking.add(day);
            }
            assertThat(plan.leftOut()).isEqualTo(Map.of("gone", (long) GONE, "up to date", REPOSITORIES - (long) GONE));
            assertThat(seen).isIn((long) REPOSITORIES, (long) REPOSITORIES - GONE);
            assertThat(github.rest.get()).isZero();
            assertThat(github.graphQl.get())
                    .as("30 for all, and one for each token")
                    .isBetween(30L, 32L);
            assertThat(storeRequests.get())
                    .as("two for each group of conditions, and few others")
                    .isLessThan(260);
        }
        assertThat(asking).containsExactly(1, 2, 4, 8, 16, 32);
    }

    @Test
    void aGoneRepositoryComesBackForTheTokenThatSeesIt() {
        track(1);
        github.shows = (repository, token) -> repository != 7;
        plan("gone", 3);
        github.shows = (repository, token) -> repository != 7 || token.equals(Optional.of(MadeGitHub.token(3)));
        now = FIRST.plus(Duration.ofDays(1));

        assertThat(plan("back", 3).leftOut()).isEqualTo(Map.of("up to date", (long) REPOSITORIES));

        assertThat(new StoreLedger(storage).condition(7)).isEmpty();
    }

    @Test
    void aGoneRepositoryComesBackWithoutAToken() {
        new RepositoryTables(storage).change(0, before -> List.of(MadeGitHub.row(7, 1)));
        github.shows = (repository, token) -> false;
        plan("gone", 0);
        github.shows = (repository, token) -> true;
        now = FIRST.plus(Duration.ofDays(1));

        assertThat(plan("back", 0).leftOut()).isEqualTo(Map.of("up to date", 1L));
    }

    @Test
    void aGoneRepositoryWithAnUnfinishedClaimIsAskedForInEachRun() {
        track(0);
        github.shows = (repository, token) -> repository != 7;
        Ledger ledger = new StoreLedger(storage);
        Export export = new Export(7, 0);
        ledger.open(export);
        ledger.claim(new Claim(
                export,
                new Tip("7".repeat(40), FIRST),
                List.of(),
                Optional.empty(),
                Map.of(),
                "https://github.com/made/r7",
                "git",
                "1"));
        for (int day = 0; day < 4; day++) {
            github.rest.set(0);
            now = FIRST.plus(Duration.ofDays(day));

            RunPlan plan = plan("day-" + day, 1);

            assertThat(github.rest.get()).as("day %d", day).isEqualTo(1);
            assertThat(plan.leftOut()).isEmpty();
            assertThat(ledger.condition(7).orElseThrow().runs()).contains("day-" + day);
        }
    }

    @Test
    void requestsAreUnderWayAtOnceAndTheirAnswersKeepTheOrderOfTheRows() throws IOException {
        track(0);
        CountDownLatch together = new CountDownLatch(AT_ONCE);
        CountDownLatch others = new CountDownLatch(2 * AT_ONCE);
        AtomicLong requests = new AtomicLong();
        github.before = () -> {
            long number = requests.incrementAndGet();
            if (number > 2) { // each token's first request runs alone, because its answer shows the budget
                together.countDown();
                await(together);
            }
            if (number == 3) {
                await(others);
            } else if (number > 3) {
                others.countDown();
            }
        };

        RunPlan plan = plan("r", 2);

        assertThat(together.getCount()).isZero();
        assertThat(states(plan))
                .extracting(RepositoryStateRow::repositoryId)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, REPOSITORIES).boxed().toList());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    @Test
    void aShardHasTheAssignmentsThatItsPlanDealsToIt() {
        track(0);

        RunPlan plan = plan("r", 1);

        List<Assignment> all = new ArrayList<>();
        for (RunPlan.ShardEntry entry : plan.shards()) {
            List<Assignment> dealt =
                    new PlanStore(storage).shard(plan, entry.number()).assignments();
            assertThat(dealt).hasSize(entry.repositories());
            all.addAll(dealt);
        }
        assertThat(plan.shards()).hasSize(8);
        assertThat(all)
                .extracting(Assignment::repository)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, REPOSITORIES).boxed().toList());
        assertThat(all).allSatisfy(assignment -> {
            assertThat(assignment.fullName()).isEqualTo("made/r" + assignment.repository());
            assertThat(assignment.head()).contains("%040x".formatted(assignment.repository()));
        });
        assertThat(storage.holdsAny(Layout.shard("r", plan.shards().getFirst().sha256())))
                .isTrue();
    }
}
