package io.commitlake.simulation.catalog;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * A table's metadata, read and committed with the statements and the exceptions of Iceberg's {@code JdbcTableOperations}.
 * A failure whose effect is unknown isn't looked up afterwards; the caller gets it as it is.
 */
final class CatalogTableOperations extends BaseMetastoreTableOperations {
    /** Iceberg's attempts to read metadata, with pauses of at most five seconds. */
    private static final int READS = 21;

    private final CatalogRows rows;
    private final Statements statements;
    private final Wire wire;
    private final FileIO io;
    private final TableIdentifier table;

    CatalogTableOperations(CatalogRows rows, Statements statements, Wire wire, FileIO io, TableIdentifier table) {
        this.rows = rows;
        this.statements = statements;
        this.wire = wire;
        this.io = io;
        this.table = table;
    }

    @Override
    protected String tableName() {
        return table.toString();
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    protected void doRefresh() {
        Optional<String> location;
        try {
            location = select();
        } catch (SQLException failed) {
            throw new UncheckedSQLException(failed, "Failed to get table %s from catalog", table);
        }
        if (location.isPresent()) {
            read(location.get());
        } else if (currentMetadataLocation() != null) {
            throw new NoSuchTableException("Failed to load table %s: dropped by another process", table);
        } else {
            disableRefresh();
        }
    }

    /** Repeats a failed read as Iceberg does, but pauses in virtual time. */
    private void read(String location) {
        for (int attempt = 1; ; attempt++) {
            try {
                refreshFromMetadataLocation(location, 0);
                return;
            } catch (NotFoundException lost) {
                throw lost;
            } catch (RuntimeException failed) {
                if (attempt == READS) {
                    throw failed;
                }
                wire.sleep(Duration.ofMillis((long) Math.min(100 * Math.pow(4, attempt - 1), 5000)));
            }
        }
    }

    @Override
    protected void doCommit(TableMetadata base, TableMetadata metadata) {
        String location = writeNewMetadataIfRequired(base == null, metadata);
        try {
            Optional<String> there = select();
            if (base == null) {
                insert(location);
            } else if (there.equals(Optional.of(base.metadataFileLocation()))) {
                update(base.metadataFileLocation(), location);
            } else {
                throw new CommitFailedException(
                        "Cannot commit %s: metadata location %s has changed from %s",
                        table, base.metadataFileLocation(), there);
            }
        } catch (SQLException failed) {
            if ("23505".equals(failed.getSQLState()) && currentMetadataLocation() == null) {
                throw new AlreadyExistsException(failed, "Table already exists: %s", table);
            }
            throw new UncheckedSQLException(failed, "Unknown failure");
        }
    }

    private void insert(String location) throws SQLException {
        if (select().isPresent()) {
            throw new AlreadyExistsException("Table already exists: %s", table);
        }
        statements.update("catalog INSERT " + table.name(), () -> rows.insert(table.name(), location));
    }

    private void update(String from, String to) throws SQLException {
        int updated = statements.update("catalog UPDATE " + table.name(), () -> rows.update(table.name(), from, to));
        if (updated == 0) {
            throw new CommitFailedException("Failed to update table %s from catalog", table);
        }
    }

    private Optional<String> select() throws SQLException {
        return statements.query("catalog SELECT " + table.name(), () -> rows.find(table.name()));
    }
}
