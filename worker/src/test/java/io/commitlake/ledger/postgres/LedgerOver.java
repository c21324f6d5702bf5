package io.commitlake.ledger.postgres;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Opens a dataset's ledger over a test's own connections.
 *
 * @param dataset the dataset's location
 * @param nanoTime the time for the pauses between attempts
 * @param sleep passes that time
 */
public record LedgerOver(
        PostgresAddress address,
        String dataset,
        DataSource connections,
        LongSupplier nanoTime,
        Consumer<Duration> sleep) {
    /** Opens the ledger with this ID, as each command does. */
    public PostgresLedger open(UUID id) {
        return schema().open(database(), id);
    }

    /** Opens the schema as the ledger with this ID, as a move does. */
    public PostgresLedger openNew(UUID id) {
        return schema().openNew(database(), id);
    }

    /** Prepares the schema for a new dataset, and returns the ledger's ID. */
    public UUID prepare(UUID ifNew) {
        return schema().prepare(database(), ifNew);
    }

    private LedgerSchema schema() {
        return new LedgerSchema(address, dataset);
    }

    private Database database() {
        RetryClock clock = new RetryClock() {
            @Override
            public long nanoTime() {
                return nanoTime.getAsLong();
            }

            @Override
            public void sleep(Duration time) {
                sleep.accept(time);
            }
        };
        return new Database(new PostgresExceptions(address), connections, clock, () -> {});
    }
}
