package io.commitlake.job.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.ledger.TrackedRepository;
import io.commitlake.model.Repository;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {
    private static final int PER_FILE = 5;

    @TempDir
    Path folder;

    private final RequestCount requests = new RequestCount();
    private StoreLedger ledger;
    private RepositoryTables tables;

    @BeforeEach
    void open() {
        Storage storage = requests.of(
                Storages.open(StorageLocation.parse("file:" + folder.resolve("dataset")), S3Access.byDefault()));
        storage.check();
        ledger = new StoreLedger(storage);
        tables = new RepositoryTables(storage);
    }

    static List<Repository> rows(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(id -> new Repository(
                        id,
                        Instant.parse("2020-01-01T00:00:00Z"),
                        Optional.empty(),
                        Optional.of("R_" + id),
                        Optional.of("owner/name-" + id),
                        OptionalLong.of(0)))
                .toList();
    }

    private Enrolment enrolment() {
        return new Enrolment(ledger, tables, PER_FILE, PER_FILE);
    }

    /** Asserts that the rows of these repositories are in full files, but for the last, and that the records name them. */
    private void assertRowsUpTo(long last) {
        assertThat(tables.files())
                .containsExactlyElementsOf(LongStream.range(0, Math.ceilDiv(last, PER_FILE))
                        .boxed()
                        .toList());
        assertThat(tables.files().stream()
                        .flatMap(file -> tables.read(file).orElseThrow().stream()
                                .peek(row -> assertThat(ledger.tracked(row.id()).map(TrackedRepository::file))
                                        .contains(file))))
                .extracting(Repository::id)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, last).boxed().toList());
    }

    @Test
    void addingCostsTheSameHoweverManyRepositoriesThereAre() {
        Enrolment enrolment = enrolment();
        enrolment.enter(rows(1, PER_FILE));
        assertThat(requests.take())
                .as("the first call lists tables and records, and forgotten repositories before and after it adds rows")
                .containsEntry("list", 4);

        for (long last = 2 * PER_FILE; last <= 20 * PER_FILE; last += PER_FILE) {
            assertThat(enrolment.enter(rows(last - PER_FILE + 1, last))).isEqualTo(PER_FILE);
            // It reads the last file, which is full, then twice the next one, and puts that and the records.
            assertThat(requests.take()).isEqualTo(Map.of("list", 2, "get", 3, "putIfAbsent", 1 + PER_FILE));
        }
        assertRowsUpTo(20 * PER_FILE);

        requests.take();
        assertThat(enrolment.enter(rows(1, 20 * PER_FILE))).isZero();
        assertThat(requests.take()).as("known repositories").isEmpty();
    }

    @Test
    void aForgottenRepositoryIsNotAddedAndNeitherIsOneThatHasOnlyARecord() {
        ledger.track(0, rows(1, 1).getFirst());
        ledger.forgotten().add(1);
        ledger.forgotten().add(2);
        Enrolment enrolment = enrolment();

        assertThat(enrolment.enter(rows(1, 3))).isEqualTo(1);

        assertThat(tables.read(0).orElseThrow()).extracting(Repository::id).containsExactly(3L);
        assertThat(enrolment.refused()).extracting(Repository::id).containsExactly(1L, 2L);
    }

    @Test
    void aRowInAnotherFileThanItsRecordNamesIsRemoved() {
        Repository row = rows(1, 1).getFirst();
        TrackedRepository tracked = ledger.track(0, row);
        tables.change(0, before -> List.of(row));
        ledger.move(tracked, 1);
        tables.change(1, before -> List.of(row));

        enrolment().enter(List.of());

        assertThat(tables.read(0).orElseThrow()).isEmpty();
        assertThat(tables.read(1).orElseThrow()).containsExactly(row);
    }

    @Test
    void whatOthersAddMeanwhileIsNotAddedAgain() {
        Enrolment early = enrolment();
        assertThat(early.enter(rows(1, 2))).isEqualTo(2);
        assertThat(enrolment().enter(rows(2, 4 * PER_FILE - 1))).isEqualTo(4 * PER_FILE - 3);

        assertThat(early.enter(rows(3, 8 * PER_FILE))).isEqualTo(4 * PER_FILE + 1);
        assertRowsUpTo(8 * PER_FILE);
    }

    @Test
    void aFileThatOthersFillBeforeTheRecordIsPutIsNotOverfilled() {
        Enrolment slow = enrolment();
        slow.enter(rows(1, 1));
        AtomicBoolean filled = new AtomicBoolean();
        requests.before(method -> {
            if (method.equals("putIfAbsent") && !filled.getAndSet(true)) {
                enrolment().enter(rows(3, 3 * PER_FILE + 1));
            }
        });

        assertThat(slow.enter(rows(2, 2))).isEqualTo(1);

        assertRowsUpTo(3 * PER_FILE + 1);
    }

    @Test
    void theFirstRecordDecidesOnTheFile() {
        Enrolment slow = enrolment();
        slow.enter(rows(1, 1));
        ledger.track(1, rows(2, 2).getFirst());

        assertThat(slow.enter(rows(2, 2))).isEqualTo(1);

        assertThat(tables.read(0)).contains(rows(1, 1));
        assertThat(tables.read(1)).contains(rows(2, 2));
    }

    @Test
    void theNextEnrolmentAddsTheRowsOfEarlierRecordsAndMovesThemOnAtOnce() {
        enrolment().enter(rows(1, 10 * PER_FILE));
        rows(10 * PER_FILE + 1, 10 * PER_FILE + 3).forEach(row -> ledger.track(0, row));
        requests.take();

        assertThat(enrolment().enter(List.of())).isEqualTo(3);

        assertThat(requests.take())
                .as("each moves to the last file, then to a new one")
                .containsEntry("putIfMatch", 6);
        assertRowsUpTo(10 * PER_FILE + 3);
    }

    @Test
    void aRecordMovesOnOnlyFromAFileThatIsFullForAllEnrolments() {
        Enrolment slow = enrolment();
        slow.enter(rows(1, 2));
        AtomicBoolean other = new AtomicBoolean();
        requests.before(method -> {
            if (method.equals("putIfMatch") && !other.getAndSet(true)) {
                new Enrolment(ledger, tables, 2, PER_FILE).enter(rows(4, 4));
            }
        });

        slow.enter(rows(3, 3));

        assertThat(other).as("another enrolment ran between record and row").isTrue();
        assertThat(tables.read(0).orElseThrow()).extracting(Repository::id).containsExactly(1L, 2L, 3L);
        assertThat(tables.read(1).orElseThrow()).extracting(Repository::id).containsExactly(4L);
    }
}
