package io.commitlake.job.catalog;

import io.commitlake.dataset.DatasetRecord;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Table;
import io.commitlake.model.secret.Secret;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.util.ThreadPools;

/** An open Iceberg catalog with the tables of one dataset. */
public final class OpenCatalog implements AutoCloseable {
    private final CatalogAddress address;
    private final Catalog catalog;
    private final SupportsNamespaces namespaces;
    private final Closeable connections;
    private final Storage storage;
    private final StorageLocation dataset;
    private final ExecutorService manifestThreads;

    <C extends Catalog & SupportsNamespaces & Closeable> OpenCatalog(
            CatalogAddress address,
            C catalog,
            Storage storage,
            StorageLocation dataset,
            ExecutorService manifestThreads) {
        this.address = address;
        this.catalog = catalog;
        this.namespaces = catalog;
        this.connections = catalog;
        this.storage = storage;
        this.dataset = dataset;
        this.manifestThreads = manifestThreads;
    }

    /**
     * Connects to a catalog. Creates the two tables of Iceberg catalogs if the database has none.
     *
     * @param dataset the location of the storage
     */
    public static OpenCatalog open(CatalogAddress address, Storage storage, StorageLocation dataset) {
        StoreFileIo io = new StoreFileIo(storage, dataset.address(""));
        try {
            JdbcCatalog catalog = new JdbcCatalog(_ -> io, null, true);
            catalog.initialize(address.name(), properties(address, dataset));
            // Iceberg's own threads, as many as processors, so that few manifests are in memory at once.
            return new OpenCatalog(address, catalog, storage, dataset, ThreadPools.getWorkerPool());
        } catch (RuntimeException failed) {
            throw CatalogExceptions.translate(address, failed);
        }
    }

    private static Map<String, String> properties(CatalogAddress address, StorageLocation dataset) {
        Map<String, String> properties = new HashMap<>();
        properties.put(CatalogProperties.URI, address.url());
        // For tables without a location of their own; ours have one.
        properties.put(CatalogProperties.WAREHOUSE_LOCATION, dataset.address(Layout.ICEBERG));
        properties.put(CatalogProperties.CLIENT_POOL_SIZE, "1");
        address.user().ifPresent(user -> properties.put("jdbc.user", user));
        address.password().map(Secret::value).ifPresent(password -> properties.put("jdbc.password", password));
        return properties;
    }

    CommitlakeException translate(RuntimeException failed) {
        return CatalogExceptions.translate(address, failed);
    }

    String address() {
        return address.toString();
    }

    String name() {
        return address.name();
    }

    /** The dataset's tables, file contents only if it keeps any. Creates those that the catalog lacks. */
    Map<Table, CatalogTable> tables(ExecutorService threads) {
        Namespace namespace = Namespace.of(address.namespace().split("\\."));
        create(namespace);
        Map<Table, CatalogTable> tables = new LinkedHashMap<>();
        boolean keepsContents = DatasetRecord.find(storage)
                .map(record -> record.contents().any())
                .orElse(false);
        for (Table table : Table.values()) {
            if (table == Table.FILE_CONTENTS && !keepsContents) {
                continue;
            }
            Schema schema = IcebergSchema.of(table);
            TableIdentifier name = TableIdentifier.of(namespace, table.folder());
            org.apache.iceberg.Table there = table(name, table, schema);
            DataFileMaker files = new DataFileMaker(storage, dataset, schema, there.spec());
            tables.put(table, new CatalogTable(name, there, files, threads, manifestThreads));
        }
        return tables;
    }

    private void create(Namespace namespace) {
        if (!namespaces.namespaceExists(namespace)) {
            try {
                namespaces.createNamespace(namespace);
            } catch (RuntimeException failed) {
                // Each catalog has its own exception for one that another process has created meanwhile.
                if (!namespaces.namespaceExists(namespace)) {
                    throw failed;
                }
            }
        }
    }

    private org.apache.iceberg.Table table(TableIdentifier name, Table table, Schema schema) {
        PartitionSpec partitions = IcebergSchema.partitions(schema);
        org.apache.iceberg.Table there =
                catalog.tableExists(name) ? catalog.loadTable(name) : created(name, table, schema, partitions);
        String location = location(table);
        if (!there.location().equals(location)) {
            throw refused(name, "has the location " + there.location() + " instead of " + location);
        }
        if (!IcebergSchema.same(there.schema(), schema)) {
            throw refused(name, "has other columns, or other field ids, than the files of the dataset");
        }
        if (!there.spec().compatibleWith(partitions)) {
            throw refused(
                    name,
                    "isn't partitioned by "
                            + partitions.fields().stream()
                                    .map(PartitionField::name)
                                    .collect(Collectors.joining(" and ")));
        }
        return there;
    }

    private org.apache.iceberg.Table created(
            TableIdentifier name, Table table, Schema schema, PartitionSpec partitions) {
        try {
            return catalog.buildTable(name, schema)
                    .withPartitionSpec(partitions)
                    .withLocation(location(table))
                    .withProperty(TableProperties.FORMAT_VERSION, "2")
                    // Otherwise, whoever expires snapshots could delete the dataset's files.
                    .withProperty(TableProperties.GC_ENABLED, "false")
                    .withProperty(
                            TableProperties.DEFAULT_NAME_MAPPING, NameMappingParser.toJson(MappingUtil.create(schema)))
                    .create();
        } catch (AlreadyExistsException meanwhile) {
            return catalog.loadTable(name);
        }
    }

    private String location(Table table) {
        String folder = dataset.address(Layout.icebergTable(table));
        return folder.substring(0, folder.length() - 1);
    }

    private static CommitlakeException refused(TableIdentifier table, String why) {
        return CommitlakeException.settings("the table " + table + " " + why
                + ": set COMMITLAKE_CATALOG_NAMESPACE to a namespace for this dataset alone, or drop the table"
                + " (without its files)");
    }

    @Override
    public void close() {
        try {
            connections.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
