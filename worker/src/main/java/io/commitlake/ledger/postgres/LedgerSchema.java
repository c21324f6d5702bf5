package io.commitlake.ledger.postgres;

import io.commitlake.model.CommitlakeException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A schema of a PostgreSQL database that has a dataset's ledger, or gets it. All methods migrate its tables if an
 * earlier version made them.
 *
 * @param dataset the dataset's location
 */
public record LedgerSchema(PostgresAddress address, String dataset) {
    /**
     * Opens the ledger. Close it after use.
     *
     * @param id the ledger's ID in the dataset's record
     * @throws CommitlakeException of kind SETTINGS if the server refuses the user, has no such database or permission, or
     *     if the schema has no ledger or that of another dataset
     */
    public PostgresLedger open(UUID id) {
        return open(Database.connect(address), id);
    }

    PostgresLedger open(Database database, UUID id) {
        return migrated(database, owner -> owner.check(id, dataset));
    }

    /**
     * Opens the schema as the ledger with this ID, which it becomes if it has no ledger yet.
     *
     * @throws CommitlakeException as {@link #open} does
     */
    public PostgresLedger openNew(UUID id) {
        return openNew(Database.connect(address), id);
    }

    PostgresLedger openNew(Database database, UUID id) {
        return migrated(database, owner -> {
            owner.takeUnlessTaken(id, dataset);
            owner.check(id, dataset);
        });
    }

    /**
     * Prepares the schema as the ledger of a new dataset, and returns the ledger's ID. Preparing it again for the same
     * dataset returns the same ID, unless the ledger has records.
     *
     * @throws CommitlakeException of kind SETTINGS if the schema has a ledger with records, or that of another dataset
     */
    public UUID prepare() {
        return prepare(Database.connect(address), UUID.randomUUID());
    }

    UUID prepare(Database database, UUID ifNew) {
        AtomicReference<UUID> id = new AtomicReference<>(ifNew);
        migrated(database, owner -> {
                    owner.takeUnlessTaken(id.get(), dataset);
                    id.set(owner.idOfUnused(dataset));
                })
                .close();
        return id.get();
    }

    private PostgresLedger migrated(Database database, Consumer<SchemaOwner> check) {
        try {
            Migrations.run(database, address);
            check.accept(new SchemaOwner(database, address));
            return new PostgresLedger(database, address);
        } catch (RuntimeException | Error failed) {
            database.close();
            throw failed;
        }
    }
}
