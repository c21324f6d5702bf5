package io.commitlake.simulation.catalog;

import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rows of a catalog in a database. Each statement is atomic, as in PostgreSQL. */
public final class CatalogRows {
    /** Sees every change of a table at the moment of the change. */
    public interface Watcher {
        /**
         * A table has other metadata.
         *
         * @param table the table's name without its namespace
         * @param before the location of the metadata that this replaces; empty if the table is new
         * @param now the location of the new metadata
         */
        void committed(String table, Optional<String> before, String now);
    }

    private static final String UNIQUE_VIOLATION = "23505";

    private final Watcher watcher;
    private final Set<String> namespaces = new TreeSet<>();
    private final Map<String, String> locations = new TreeMap<>();

    public CatalogRows(Watcher watcher) {
        this.watcher = watcher;
    }

    /** The location of a table's metadata, if the catalog has the table. */
    public Optional<String> find(String table) {
        return Optional.ofNullable(locations.get(table));
    }

    /** Names other metadata if a table still has the metadata that the caller has read; returns the number of rows. */
    int update(String table, String from, String to) {
        if (!Objects.equals(locations.get(table), from)) {
            return 0;
        }
        locations.put(table, to);
        watcher.committed(table, Optional.of(from), to);
        return 1;
    }

    int insert(String table, String location) throws SQLException {
        refuseSecond(locations.containsKey(table));
        locations.put(table, location);
        watcher.committed(table, Optional.empty(), location);
        return 1;
    }

    boolean hasNamespace(String name) {
        return namespaces.contains(name);
    }

    int insertNamespace(String name) throws SQLException {
        refuseSecond(!namespaces.add(name));
        return 1;
    }

    private static void refuseSecond(boolean exists) throws SQLException {
        if (exists) {
            throw new SQLException("simulated: duplicate key value violates unique constraint", UNIQUE_VIOLATION);
        }
    }
}
