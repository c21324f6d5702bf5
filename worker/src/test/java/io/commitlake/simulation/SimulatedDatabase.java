package io.commitlake.simulation;

import io.commitlake.dataset.DatasetRecord;
import io.commitlake.job.ledger.LedgerHomes;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.LedgerContents;
import io.commitlake.ledger.MovableLedger;
import io.commitlake.ledger.StoreLedgerContents;
import io.commitlake.ledger.postgres.LedgerOver;
import io.commitlake.ledger.postgres.PostgresAddress;
import io.commitlake.model.LedgerHome;
import io.commitlake.simulation.postgres.LedgerRecords;
import io.commitlake.simulation.postgres.PostgresInVirtualTime;
import io.commitlake.storage.Storage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The server of a simulation's ledger in PostgreSQL: a real one, which does each statement in an instant of virtual time.
 * Every change of a row becomes a change of a record as the store has it, for the same checks.
 */
final class SimulatedDatabase {
    private static final PostgresAddress ADDRESS =
            PostgresAddress.parse("jdbc:postgresql://simulated/ledger", Optional.empty(), Optional.empty());

    static final String PLACE = ADDRESS.place();

    private final PostgresInVirtualTime server;
    private final Scheduler scheduler;
    private final Faults faults;
    private final SimulatedStore records;
    private final UUID id;
    private final Set<DatabaseSession> open = new LinkedHashSet<>();
    private Instant startsAgain = Scheduler.START;

    SimulatedDatabase(
            PostgresInVirtualTime server, Scheduler scheduler, Faults faults, SimulatedStore.Watcher watcher, UUID id) {
        this.server = server;
        this.scheduler = scheduler;
        this.faults = faults;
        this.records = new SimulatedStore(scheduler.clock(), watcher);
        this.id = id;
        server.clear();
    }

    /** The ledger's rows, as the records that they would be in the store. */
    SimulatedStore records() {
        return records;
    }

    /** Prepares the ledger of a new dataset. */
    LedgerHome prepare(SimulatedProcess process, Storage storage) {
        return new LedgerHome(PLACE, Optional.of(ledger(process, storage).prepare(id)));
    }

    /** Opens the ledger, wherever it is, as a command does. */
    Ledger open(SimulatedProcess process, Storage storage, DatasetRecord record) {
        return new MovableLedger(
                homes(process, storage).existing(record.ledger()).ledger(), () -> record.refuseMoved(storage));
    }

    /** The homes between which the ledger may move. */
    LedgerHomes homes(SimulatedProcess process, Storage storage) {
        return new LedgerHomes() {
            @Override
            public LedgerContents existing(LedgerHome home) {
                return home.inDataset()
                        ? new StoreLedgerContents(storage)
                        : ledger(process, storage).open(home.id().orElseThrow()).contents();
            }

            @Override
            public LedgerContents fresh(LedgerHome home) {
                return ledger(process, storage).openNew(home.id().orElseThrow()).contents();
            }
        };
    }

    private LedgerOver ledger(SimulatedProcess process, Storage storage) {
        return new LedgerOver(
                ADDRESS,
                storage.location(),
                new DatabaseClient(this, process).source(),
                () -> Duration.between(Scheduler.START, scheduler.now()).toNanos(),
                scheduler::sleep);
    }

    /** Connects a process; one that is killed leaves its connections. */
    DatabaseSession connect(SimulatedProcess process) throws SQLException {
        if (scheduler.now().isBefore(startsAgain)) {
            throw new SQLException("simulated: connection refused", "08001");
        }
        DatabaseSession session = new DatabaseSession(this, scheduler, faults, process.name(), server.session());
        open.add(session);
        process.whenKilled(session::leave);
        return session;
    }

    /** Stops at once, and starts again after a while. */
    void restart() {
        startsAgain = scheduler.now().plus(faults.delay()).plusMillis(faults.upTo(60_000));
        List.copyOf(open).forEach(DatabaseSession::end);
        scheduler.trace().add(scheduler.now(), "postgres", () -> "stops until " + startsAgain);
    }

    void ended(DatabaseSession session, Connection connection) {
        open.remove(session);
        server.end(connection);
    }

    /** Shows the checks what has been committed. */
    void observe() {
        for (PostgresInVirtualTime.Change change : server.changes()) {
            Optional<LedgerRecords.Entry> before = change.before().map(row -> LedgerRecords.of(change.table(), row));
            Optional<LedgerRecords.Entry> after = change.after().map(row -> LedgerRecords.of(change.table(), row));
            if (after.isEmpty()) {
                records.delete(before.orElseThrow().key());
            } else {
                after.get()
                        .at()
                        .filter(at -> before.isEmpty() && !at.equals(scheduler.now()))
                        .ifPresent(at -> {
                            throw new IllegalStateException(
                                    after.get().key() + " is of " + at + " in " + scheduler.now());
                        });
                records.put(
                        after.get().key(),
                        after.get().content(),
                        after.get().at().orElse(scheduler.now()));
            }
        }
    }

    /** Checks that the records are all rows, and that the dataset's own store has none unless the ledger moved. */
    void check(SimulatedStore dataset, boolean moved) {
        Set<String> rows = new HashSet<>();
        List<String> different = new ArrayList<>();
        for (PostgresInVirtualTime.Change row : server.rows()) {
            LedgerRecords.Entry record =
                    LedgerRecords.of(row.table(), row.after().orElseThrow());
            rows.add(record.key());
            SimulatedStore.Stored seen = records.objects().get(record.key());
            if (seen == null || !Arrays.equals(seen.content(), record.content())) {
                different.add(record.key());
            }
        }
        dataset.objects().keySet().stream()
                .filter(key -> !moved && HomeWatcher.isOfLedger(key))
                .forEach(different::add);
        records.objects().keySet().stream().filter(key -> !rows.contains(key)).forEach(different::add);
        ViolationException.unless(
                different.isEmpty(), () -> "the ledger has other rows than its statements made: " + different);
    }

    /** Ends the connections of unfinished processes. */
    void close() {
        List.copyOf(open).forEach(DatabaseSession::end);
    }
}
