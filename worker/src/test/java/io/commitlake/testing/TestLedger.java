package io.commitlake.testing;

import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.ledger.postgres.LedgerSchema;
import io.commitlake.ledger.postgres.PostgresAddress;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.secret.Secret;
import io.commitlake.storage.Storage;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The homes of a ledger, for tests of what holds in both. All tests of a JVM share one PostgreSQL server. */
public enum TestLedger {
    DATASET,
    POSTGRES;

    private static @Nullable Postgres server;

    /** The settings of a worker with its ledger in a new home. Skips the test if PostgreSQL isn't installed. */
    public Map<String, String> settings() {
        return this == DATASET
                ? Map.of("COMMITLAKE_LEDGER", LedgerHome.DATASET)
                : Postgres.settings(server().newDatabase());
    }

    /** Opens a new ledger. Skips the test if PostgreSQL isn't installed. */
    public Ledger open(Storage storage) {
        if (this == DATASET) {
            return new StoreLedger(storage);
        }
        PostgresAddress address = PostgresAddress.parse(
                server().newDatabase(), Optional.of(Postgres.USER), Optional.of(new Secret(Postgres.PASSWORD)));
        return new LedgerSchema(address, storage.location()).openNew(UUID.randomUUID());
    }

    private static synchronized Postgres server() {
        Postgres running = server;
        if (running == null) {
            running = Postgres.start();
            Runtime.getRuntime().addShutdownHook(new Thread(running::close));
            server = running;
        }
        return running;
    }
}
