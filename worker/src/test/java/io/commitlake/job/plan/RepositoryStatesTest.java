package io.commitlake.job.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.cli.progress.NoProgress;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.Endpoints;
import io.commitlake.github.GitHub;
import io.commitlake.github.http.Http;
import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.history.Limits;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.model.Tip;
import io.commitlake.model.secret.Secret;
import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.Sandbox;
import io.commitlake.sandbox.SchemaCheck;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.hub.NodeIds;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import io.commitlake.storage.Layout;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.InterceptedStorage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan's file of repository_states is the plan's own, however often planners are killed and however many there are. */
class RepositoryStatesTest {
    private static final int REPOSITORIES = 250;
    private static final int PER_FILE = 60;
    private static final SyntheticRepositories SYNTHETIC = SyntheticRepositories.of(REPOSITORIES, 3);
    private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");
    /**
     * The staged file, three shards, the plan, the published file, the removal of the staged one, the list of runs, and the
     * report.
     */
    private static final int WRITES_OF_A_PLAN = 9;

    private static final Set<String> WRITES = Set.of("put", "putIfAbsent", "putIfMatch", "delete");

    /** Stands for the end of a process, which no code can catch. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final AtomicInteger planners = new AtomicInteger();
    private Sandbox sandbox;
    private Transport transport;
    private GitHub github;
    private Storage storage;
    private Workspace workspace;

    @BeforeEach
    void open(@TempDir Path folder) {
        sandbox = Sandbox.start(Options.of(SYNTHETIC), new SchemaCheck());
        Endpoints endpoints = new Endpoints(uri("GITHUB_API_URL"), uri("GITHUB_GRAPHQL_URL"), uri("GITHUB_SERVER_URL"));
        transport = new Transport(endpoints.api());
        Secret token = new Secret(Objects.requireNonNull(sandbox.environment().get("GITHUB_TOKENS")));
        TokenPool tokens = new TokenPool(List.of(Credential.of(token)), Clock.systemUTC(), Duration.ofMinutes(1));
        github = new GitHub(endpoints, new Http(endpoints.api(), transport, tokens));
        storage = Storages.open(StorageLocation.parse("file:" + folder.resolve("dataset")), S3Access.byDefault());
        storage.check();
        workspace = Workspace.open(folder.resolve("work"));
    }

    @AfterEach
    void end() {
        workspace.close();
        transport.close();
        sandbox.close();
        pool.shutdownNow();
    }

    private URI uri(String setting) {
        return URI.create(Objects.requireNonNull(sandbox.environment().get(setting)));
    }

    private void track(int count) {
        List<Repository> rows = SYNTHETIC.repositories().stream()
                .limit(count)
                .map(RepositoryStatesTest::row)
                .toList();
        RepositoryTables tables = new RepositoryTables(storage);
        for (int file = 0; file * PER_FILE < count; file++) {
            List<Repository> part = rows.subList(file * PER_FILE, Math.min(count, (file + 1) * PER_FILE));
            tables.change(file, before -> part);
        }
    }

    private static Repository row(SyntheticRepository repository) {
        return new Repository(
                repository.id(),
                repository.createdAt(),
                Optional.empty(),
                Optional.of(NodeIds.repository(repository.id())),
                Optional.of(repository.fullName()),
                OptionalLong.of(0));
    }

    /** Plans as a new process does; each one has its own clock, so its rows differ from those of the others. */
    private RunPlan plan(Storage store, String run) {
        Ledger ledger = new StoreLedger(store);
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(planners.incrementAndGet()));
        Limits limits = new Limits(Duration.ofHours(1), 1 << 30, 1 << 30);
        RepositoryConditions conditions = new RepositoryConditions(ledger, limits, clock);
        return new Plan(
                        store,
                        ledger,
                        github,
                        conditions,
                        new StagedStates(store, workspace),
                        workspace,
                        clock,
                        new NoProgress(),
                        pool)
                .run(AT, run, 4, List.of());
    }

    /** A storage that runs an action before each write. */
    private Storage before(Runnable action) {
        return InterceptedStorage.of(storage, call -> {
            if (WRITES.contains(call.name())) {
                action.run();
            }
            return call.proceed();
        });
    }

    private List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        storage.list(prefix, listed -> keys.add(listed.key()));
        return keys;
    }

    private void assertPublished(RunPlan plan) {
        DataFile file = plan.states().orElseThrow();
        byte[] content = storage.get(file.key()).orElseThrow().content();
        assertThat(Sha256.of(content)).isEqualTo(file.sha256());
        assertThat(content).hasSize((int) file.bytes());
        assertThat(file.key()).isEqualTo(Layout.repositoryStates(plan.run(), AT));
        assertThat(keys("repository_states/")).contains(file.key());
        assertThat(keys(Layout.stagedStates(plan.run()))).isEmpty();
    }

    @Test
    void aRunHasARowForEachRepositoryInOneRequestForAHundred() {
        track(REPOSITORIES);

        RunPlan plan = plan(storage, "r");

        assertPublished(plan);
        assertThat(plan.states().orElseThrow().rows()).isEqualTo(REPOSITORIES);
        assertThat(sandbox.requests().total()).isEqualTo(3);
        assertThat(sandbox.requests().of(RequestKind.GRAPHQL)).isEqualTo(3);
        assertThat(plan.states().orElseThrow().key())
                .isEqualTo("repository_states/snapshot_date=2026-01-01/repository_states_r.parquet");
        assertThat(Layout.repositoryStates("scheduled__2026-01-01T00:00:00+00:00", AT))
                .isEqualTo("repository_states/snapshot_date=2026-01-01/"
                        + "repository_states_scheduled__2026-01-01T00%3A00%3A00%2B00%3A00.parquet");
    }

    @Test
    void aRunThatAsksAboutNoRepositoryHasNoFile() {
        new RepositoryTables(storage)
                .change(
                        0,
                        before -> List.of(new Repository(
                                1_000_000,
                                AT.minusSeconds(9),
                                Optional.of(new Tip("1".repeat(40), AT)),
                                Optional.of("R_1"),
                                Optional.of("a/b"),
                                OptionalLong.of(1))));

        assertThat(plan(storage, "r").states()).isEmpty();

        assertThat(sandbox.requests().total()).isZero();
        assertThat(keys("repository_states/")).isEmpty();
        assertThat(keys(Layout.stagedStates("r"))).isEmpty();
    }

    @Test
    void planningARunAgainChangesNothingAndAsksNothing() {
        track(3);
        RunPlan plan = plan(storage, "r");
        Storage.Stored file = storage.get(Layout.repositoryStates("r", AT)).orElseThrow();
        sandbox.resetRequests();

        assertThat(plan(before(() -> fail("no write")), "r")).isEqualTo(plan);

        assertThat(sandbox.requests().total()).isZero();
        assertThat(storage.get(Layout.repositoryStates("r", AT)).orElseThrow().version())
                .isEqualTo(file.version());
    }

    private static void fail(String expected) {
        throw new AssertionError("expected " + expected);
    }

    @Test
    void aPlannerKilledBeforeAnyWriteIsFinishedByTheNext() {
        track(3);
        boolean ended = false;
        int kills = 0;
        for (int writes = 0; !ended; writes++) {
            AtomicInteger left = new AtomicInteger(writes);
            Storage dying = before(() -> {
                if (left.getAndDecrement() <= 0) {
                    throw new Killed();
                }
            });
            String run = "killed-after-" + writes;
            try {
                plan(dying, run);
                ended = true;
            } catch (Killed killed) {
                kills++;
            }
            assertPublished(plan(storage, run));
        }
        assertThat(kills).isEqualTo(WRITES_OF_A_PLAN);
    }

    @Test
    void theFileIsThatOfThePlanThatHoldsWheneverAnotherPlannerPasses() {
        track(3);
        boolean passed = true;
        int passes = 0;
        while (passed) {
            String run = "passed-before-write-" + passes;
            AtomicInteger left = new AtomicInteger(passes);
            List<RunPlan> others = new ArrayList<>();
            RunPlan plan = plan(
                    before(() -> {
                        if (left.getAndDecrement() == 0) {
                            RunPlan other = plan(storage, run);
                            assertPublished(other);
                            others.add(other);
                        }
                    }),
                    run);
            assertPublished(plan);
            passed = !others.isEmpty();
            if (passed) {
                assertThat(others).containsExactly(plan);
                passes++;
            }
        }
        assertThat(passes).isEqualTo(WRITES_OF_A_PLAN);
    }

    @Test
    void aStagedFileThatSomebodyChangedIsNotPublished() {
        track(3);
        RunPlan plan = plan(storage, "r");
        DataFile file = plan.states().orElseThrow();
        storage.delete(file.key());
        storage.put(Layout.stagedStates("r", file.sha256()), new byte[] {1});

        assertThatThrownBy(() -> plan(storage, "r"))
                .isInstanceOf(CommitlakeException.class)
                .hasMessageContaining(file.sha256())
                .hasMessageContaining("somebody has changed");
        assertThat(keys("repository_states/")).isEmpty();
    }
}
