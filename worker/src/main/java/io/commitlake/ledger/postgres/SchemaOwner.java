package io.commitlake.ledger.postgres;

import io.commitlake.model.CommitlakeException;
import java.util.Optional;
import java.util.UUID;

/**
 * The dataset to which a schema's ledger belongs: the one row of the table {@code ledger}. Two datasets must not share a
 * ledger, because one would take the other's exports for its own. A schema without this row has no ledger, which is not
 * the same as a ledger without records: its database may have been lost.
 */
final class SchemaOwner {
    private record Row(UUID id, String dataset) {}

    private final Database database;
    private final PostgresAddress address;

    SchemaOwner(Database database, PostgresAddress address) {
        this.database = database;
        this.address = address;
    }

    private Optional<Row> row() {
        return database.run(
                "read the owner",
                connection -> Sql.query(
                                connection,
                                "SELECT id, dataset FROM ledger",
                                row -> new Row(row.getObject("id", UUID.class), row.getString("dataset")))
                        .stream()
                        .findFirst());
    }

    /** Gives the schema to a dataset, unless it belongs to one. */
    void takeUnlessTaken(UUID id, String dataset) {
        database.run(
                "set the owner",
                connection -> Sql.update(
                        connection,
                        "INSERT INTO ledger (id, dataset) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        id,
                        dataset));
    }

    /** Refuses a schema that doesn't have the ledger with this ID, or has that of another dataset. */
    void check(UUID id, String dataset) {
        Row held = row().orElseThrow(() -> CommitlakeException.settings("the ledger of the dataset " + dataset
                + " isn't in " + address.place() + " any more: restore that schema from a backup, or make a new ledger"
                + " from the dataset's files with `commitlake ledger rebuild`"));
        if (!held.id().equals(id)) {
            throw CommitlakeException.settings("the schema " + address.place() + " has another ledger (" + held.id()
                    + ", of the dataset " + held.dataset() + ") than the dataset " + dataset + " (" + id
                    + "): give each dataset a schema of its own, with currentSchema in the ledger's address");
        }
        refuseOther(held, dataset);
    }

    /** The ID of this dataset's ledger, which must not have records yet. */
    UUID idOfUnused(String dataset) {
        Row held = row().orElseThrow();
        refuseOther(held, dataset);
        boolean used = database.run(
                "look for records",
                connection -> Sql.query(
                                connection,
                                "SELECT EXISTS (SELECT FROM tracked_repositories) OR EXISTS (SELECT FROM claims) AS used",
                                row -> row.getBoolean("used"))
                        .getFirst());
        if (used) {
            throw CommitlakeException.settings(
                    "the schema " + address.place() + " has the ledger of an earlier dataset at " + dataset
                            + ", which is gone: restore that dataset, drop the schema, or name another one");
        }
        return held.id();
    }

    private void refuseOther(Row held, String dataset) {
        if (!held.dataset().equals(dataset)) {
            throw CommitlakeException.settings("the schema " + address.place() + " has the ledger of the dataset "
                    + held.dataset() + ", not of " + dataset
                    + ": give each dataset a schema of its own, with currentSchema"
                    + " in the ledger's address. If the dataset itself has moved, change `dataset` in the table"
                    + " `ledger` of that schema");
        }
    }
}
