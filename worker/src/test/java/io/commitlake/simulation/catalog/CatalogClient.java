package io.commitlake.simulation.catalog;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.BaseMetastoreCatalog;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** The catalog of one process: what Iceberg's {@code JdbcCatalog} does for the calls that the worker makes. */
public final class CatalogClient extends BaseMetastoreCatalog implements SupportsNamespaces {
    private final CatalogRows rows;
    private final Statements statements;
    private final Wire wire;
    private final FileIO io;

    public CatalogClient(CatalogRows rows, Wire wire, FileIO io) {
        this.rows = rows;
        this.statements = new Statements(wire);
        this.wire = wire;
        this.io = io;
    }

    /** A pause between two attempts of a commit would take real time, and end on a thread of the JDK. */
    @Override
    protected Map<String, String> properties() {
        return Map.of(
                CatalogProperties.TABLE_OVERRIDE_PREFIX + TableProperties.COMMIT_MIN_RETRY_WAIT_MS, "0",
                CatalogProperties.TABLE_OVERRIDE_PREFIX + TableProperties.COMMIT_MAX_RETRY_WAIT_MS, "0");
    }

    @Override
    public String name() {
        return "commitlake";
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier table) {
        return new CatalogTableOperations(rows, statements, wire, io, table);
    }

    @Override
    public boolean namespaceExists(Namespace namespace) {
        try {
            return statements.query(
                    "catalog SELECT namespace " + namespace, () -> rows.hasNamespace(namespace.toString()));
        } catch (SQLException failed) {
            throw new UncheckedSQLException(failed, "Failed to execute query");
        }
    }

    @Override
    public void createNamespace(Namespace namespace, Map<String, String> metadata) {
        if (namespaceExists(namespace)) {
            throw new AlreadyExistsException("Namespace already exists: %s", namespace);
        }
        try {
            statements.update(
                    "catalog INSERT namespace " + namespace, () -> rows.insertNamespace(namespace.toString()));
        } catch (SQLException failed) {
            throw new UncheckedSQLException(failed, "Failed to execute update");
        }
    }

    @Override
    protected String defaultWarehouseLocation(TableIdentifier table) {
        throw new UnsupportedOperationException("each table has a location of its own");
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean dropTable(TableIdentifier table, boolean purge) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Namespace> listNamespaces(Namespace namespace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean dropNamespace(Namespace namespace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean setProperties(Namespace namespace, Map<String, String> properties) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean removeProperties(Namespace namespace, Set<String> properties) {
        throw new UnsupportedOperationException();
    }
}
