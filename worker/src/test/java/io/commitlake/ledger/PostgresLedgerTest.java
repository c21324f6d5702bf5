package io.commitlake.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.ledger.postgres.LedgerSchema;
import io.commitlake.ledger.postgres.PostgresAddress;
import io.commitlake.ledger.postgres.PostgresLedger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.secret.Secret;
import io.commitlake.storage.JsonRecords;
import io.commitlake.testing.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresLedgerTest extends LedgerContract {
    private static final Export EXPORT = new Export(42, 0);
    private static final Instant SOME_TIME = Instant.parse("2024-11-01T00:00:00Z");

    private static final UUID ID = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final String DATASET = "s3://bucket/lake";

    private static Postgres server;

    private String database;
    private final List<PostgresLedger> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = Postgres.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void create() {
        database = server.newDatabase();
    }

    @AfterEach
    void close() {
        opened.forEach(PostgresLedger::close);
    }

    private static PostgresAddress address(String url) {
        return PostgresAddress.parse(url, Optional.of(Postgres.USER), Optional.of(new Secret(Postgres.PASSWORD)));
    }

    private PostgresLedger open(String url) {
        PostgresLedger ledger = new LedgerSchema(address(url), DATASET).openNew(ID);
        opened.add(ledger);
        return ledger;
    }

    @Override
    Ledger ledger() {
        return open(database);
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = Postgres.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void sixteenWorkersMayMakeTheTablesAtOnce() throws Exception {
        List<Callable<Outcome>> workers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Outcome mine = new Outcome.Complete(i, List.of());
            workers.add(() -> {
                try (PostgresLedger ledger = new LedgerSchema(address(database), DATASET).openNew(ID)) {
                    return ledger.settle(EXPORT, mine);
                }
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(workers.size())) {
            List<Outcome> held = new ArrayList<>();
            for (Future<Outcome> worker : threads.invokeAll(workers)) {
                held.add(worker.get());
            }
            assertThat(held).containsOnly(ledger().outcome(EXPORT).orElseThrow());
        }
    }

    @Test
    void schemasOfOneDatabaseAreSeparateLedgers() {
        Ledger one = open(database + "?currentSchema=one");
        Ledger two = open(database + "?currentSchema=two");
        one.settle(EXPORT, new Outcome.Complete(1, List.of()));

        assertThat(two.outcome(EXPORT)).isEmpty();
        assertThat(one.outcome(EXPORT)).isPresent();
    }

    @Test
    void listingsReadMoreThanOnePage() throws SQLException {
        Ledger ledger = ledger();
        change("INSERT INTO commitlake.open_exports SELECT 1 + n % 7, n FROM generate_series(0, 25000) n");
        change("INSERT INTO commitlake.tracked_repositories SELECT n, 0, now() FROM generate_series(1, 20000) n");

        List<Export> exports = new ArrayList<>();
        ledger.forEachOpen(exports::add);
        List<Long> tracked = new ArrayList<>();
        ledger.forEachTracked(tracked::add);

        assertThat(exports).hasSize(25001).doesNotHaveDuplicates();
        assertThat(tracked).hasSize(20000).doesNotHaveDuplicates();
    }

    @Test
    void anInvalidRowIsABadRecordAndNotAFailureOfTheLedger() throws SQLException {
        Ledger ledger = ledger();
        ledger.settle(EXPORT, new Outcome.Complete(1, List.of()));
        change("UPDATE commitlake.outcomes SET files = '[{\"key\": \"x\"}]'");

        assertThatThrownBy(() -> ledger.outcome(EXPORT))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(JsonRecords.isBadRecord(failed)).isTrue())
                .hasMessageContaining("outcome");
    }

    @Test
    void anOutcomeMayNotNameAnotherExportsFiles() throws SQLException {
        Ledger ledger = ledger();
        ledger.settle(EXPORT, new Outcome.Complete(1, List.of()));
        change("UPDATE commitlake.outcomes SET files = jsonb_build_array(jsonb_build_object('key',"
                + " 'commits/repository_id=43/commit_month=2020-01/commits_43-0.parquet', 'rows', 1, 'bytes', 1,"
                + " 'sha256', repeat('a', 64)))");

        assertThatThrownBy(() -> ledger.outcome(EXPORT)).hasMessageContaining("can't have the file");
    }

    @Test
    void wordsWithAnyCharactersAreKept() {
        Ledger ledger = ledger();
        RepositoryCondition condition = new RepositoryCondition(
                42,
                RepositoryCondition.Condition.GONE,
                "nul \0, half \uD83D, whole \uD83D\uDE00",
                List.of("r, \"1\" {}", "é"),
                OptionalLong.empty(),
                SOME_TIME,
                Optional.empty());
        ledger.changeConditions(Map.of(42L, before -> Optional.of(condition)));

        RepositoryCondition held = ledger.condition(42).orElseThrow();
        assertThat(held.words()).isEqualTo("nul \uFFFD, half ?, whole \uD83D\uDE00");
        assertThat(held.runs()).isEqualTo(condition.runs());
    }

    @Test
    void aServerThatRestartsCostsOnlyTime() {
        try (Postgres own = Postgres.start()) {
            Ledger ledger = open(own.newDatabase());
            ledger.open(EXPORT);
            own.stop();
            Thread starter = Thread.ofVirtual().start(own::startAgain);

            assertThat(ledger.settle(EXPORT, new Outcome.Complete(3, List.of())))
                    .isEqualTo(new Outcome.Complete(3, List.of()));
            assertThat(starter)
                    .satisfies(thread ->
                            assertThat(thread.join(Duration.ofMinutes(1))).isTrue());
            assertThat(ledger.outcome(EXPORT)).contains(new Outcome.Complete(3, List.of()));
        }
    }

    @Test
    void aStoppedWorkerHoldsNoOthersUp() throws Exception {
        Ledger stopped = open(database);
        Ledger other = open(database);
        CountDownLatch changing = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        RepositoryCondition theirs = condition("theirs");
        Thread worker = Thread.ofVirtual()
                .start(() -> stopped.changeConditions(Map.of(42L, before -> {
                    changing.countDown();
                    await(changed);
                    return before;
                })));
        changing.await();

        other.changeConditions(Map.of(42L, before -> Optional.of(theirs)));
        changed.countDown();

        assertThat(worker.join(Duration.ofMinutes(1))).isTrue();
        assertThat(other.condition(42)).contains(theirs);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static RepositoryCondition condition(String words) {
        return new RepositoryCondition(
                42,
                RepositoryCondition.Condition.GONE,
                words,
                List.of("r"),
                OptionalLong.empty(),
                SOME_TIME,
                Optional.empty());
    }

    @Test
    void aWrongPasswordAndAMissingDatabaseAreSettings() {
        PostgresAddress wrong = PostgresAddress.parse(
                database, Optional.of(Postgres.USER), Optional.of(new Secret("not-the-password")));

        assertSettings(() -> new LedgerSchema(wrong, DATASET).open(ID), "COMMITLAKE_LEDGER_PASSWORD", "28P01");
        assertSettings(
                () -> new LedgerSchema(address(database + "missing"), DATASET).open(ID), "doesn't exist", "create it");
    }

    private static void assertSettings(ThrowingCallable refused, String... words) {
        assertThatThrownBy(refused)
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                .hasMessageContainingAll(words)
                .hasMessageNotContainingAny("not-the-password", Postgres.PASSWORD);
    }

    @Test
    void tablesOfALaterVersionAreRefused() throws SQLException {
        ledger();
        change("INSERT INTO commitlake.flyway_schema_history SELECT 99, '99', description, type, script, checksum,"
                + " installed_by, installed_on, execution_time, true FROM commitlake.flyway_schema_history"
                + " WHERE version = '1'");

        assertThatThrownBy(this::ledger)
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        failed -> assertThat(failed.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                .hasMessageContainingAll("later version", "99");
    }

    @Test
    void aSchemaBelongsToOneDatasetAndOneLedger() {
        ledger();
        new LedgerSchema(address(database), DATASET).open(ID).close();

        assertSettings(() -> new LedgerSchema(address(database), DATASET).open(UUID.randomUUID()), "another ledger");
        assertSettings(() -> new LedgerSchema(address(database), DATASET).openNew(UUID.randomUUID()), "another ledger");
        assertSettings(() -> new LedgerSchema(address(database), "s3://copy").open(ID), "s3://copy", DATASET);
        assertSettings(() -> new LedgerSchema(address(database), "s3://copy").prepare(), "s3://copy", DATASET);
    }

    @Test
    void aLostSchemaIsNotTakenForAnEmptyLedger() throws SQLException {
        ledger();
        change("DROP SCHEMA commitlake CASCADE");

        assertSettings(() -> new LedgerSchema(address(database), DATASET).open(ID), "rebuild");
    }

    @Test
    void aFirstCommandThatDiedLeavesItsPreparedSchemaToTheNextOne() throws SQLException {
        UUID first = new LedgerSchema(address(database), DATASET).prepare();
        assertThat(new LedgerSchema(address(database), DATASET).prepare()).isEqualTo(first);

        change("INSERT INTO commitlake.tracked_repositories VALUES (1, 0, now())");
        assertSettings(() -> new LedgerSchema(address(database), DATASET).prepare(), "drop the schema");
    }
}
