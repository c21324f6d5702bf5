package io.commitlake.job.catalog;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Table;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * Adds the files of all completed exports to the Iceberg tables, run by run. It takes them from {@code data_files}, which
 * has only whole exports, needs no listing, and says in which run they were completed. It may run at any time, any number
 * of times, and in parallel with any other command.
 */
public final class CatalogUpdate {
    /**
     * The result for a table.
     *
     * @param name the table's name in the catalog, with its namespace
     * @param files the number of files that this command added
     * @param removed the number of files of forgotten repositories that this command removed
     * @param snapshots the number of snapshots in the table's history
     */
    public record TableResult(String name, long files, long removed, long snapshots) {}

    /**
     * The result of the command.
     *
     * @param catalog the address of the catalog
     * @param name the name of the catalog
     * @param runs the number of runs of which files were looked up
     */
    public record Result(String catalog, String name, long runs, List<TableResult> tables) {}

    /** Files in a commit. Only their rows are in memory, about 500 bytes each. */
    private static final int BATCH = 50_000;

    /** Lists of runs in memory or on local disk at once. */
    private static final int LISTS = 64;

    private final Storage storage;
    private final Ledger ledger;
    private final OpenCatalog catalog;
    private final Workspace workspace;
    private final ExecutorService threads;
    private final int batch;
    private final Map<Table, Long> added = new EnumMap<>(Table.class);
    private final Map<Table, Long> removed = new EnumMap<>(Table.class);

    public CatalogUpdate(
            Storage storage, Ledger ledger, OpenCatalog catalog, Workspace workspace, ExecutorService threads) {
        this(storage, ledger, catalog, workspace, threads, BATCH);
    }

    /**
     * @param batch the number of files in a commit
     */
    public CatalogUpdate(
            Storage storage,
            Ledger ledger,
            OpenCatalog catalog,
            Workspace workspace,
            ExecutorService threads,
            int batch) {
        this.storage = storage;
        this.ledger = ledger;
        this.catalog = catalog;
        this.workspace = workspace;
        this.threads = threads;
        this.batch = batch;
    }

    public Result run() {
        try {
            return update();
        } catch (RuntimeException failed) {
            throw catalog.translate(failed);
        }
    }

    /**
     * Removes the files of forgotten repositories from the current snapshots, and adds nothing.
     *
     * @return the number of files that this removed
     */
    public long removeForgotten() {
        try {
            Map<Table, CatalogTable> tables = catalog.tables(threads);
            removeForgotten(tables, ledger.forgotten().ids());
            tables.forEach(this::hint);
            return removed.values().stream().mapToLong(Long::longValue).sum();
        } catch (RuntimeException failed) {
            throw catalog.translate(failed);
        }
    }

    private void removeForgotten(Map<Table, CatalogTable> tables, Set<Long> forgotten) {
        tables.forEach((table, there) -> removed.merge(table, there.remove(forgotten), Long::sum));
    }

    /**
     * Removes the repositories that were forgotten after this command had begun: their removal may have looked at the
     * tables before this command added the files.
     */
    private void removeForgottenSince(Map<Table, CatalogTable> tables, Set<Long> before) {
        Set<Long> since = new HashSet<>(ledger.forgotten().ids());
        since.removeAll(before);
        removeForgotten(tables, since);
    }

    private void hint(Table table, CatalogTable there) {
        VersionHint.put(storage, Layout.icebergHint(table), there.metadata());
    }

    private Result update() {
        Map<Table, CatalogTable> tables = catalog.tables(threads);
        Set<Long> forgotten = ledger.forgotten().ids();
        removeForgotten(tables, forgotten);
        List<RunList> lists = workspace.within("catalog", folder -> {
            List<RunList> all = unregistered(tables, folder);
            all.forEach(list -> register(list, tables, forgotten, folder.resolve("list.parquet")));
            return all;
        });
        if (!lists.isEmpty()) {
            removeForgottenSince(tables, forgotten);
        }
        tables.forEach((table, there) -> {
            there.tag();
            hint(table, there);
        });
        return new Result(
                catalog.address(),
                catalog.name(),
                lists.size(),
                tables.entrySet().stream()
                        .map(each -> new TableResult(
                                each.getValue().name(),
                                added.getOrDefault(each.getKey(), 0L),
                                removed.getOrDefault(each.getKey(), 0L),
                                each.getValue().snapshots()))
                        .toList());
    }

    /** The lists of which a table may lack files, in the order of the runs' snapshots. */
    private List<RunList> unregistered(Map<Table, CatalogTable> tables, Path folder) {
        List<RegisteredRuns> runs =
                tables.values().stream().map(CatalogTable::runs).toList();
        List<String> keys = new ArrayList<>();
        storage.list(Layout.DATA_FILES, listed -> keys.add(listed.key()));
        List<RunList.Found> left = Parallel.mapInBatches(threads, LISTS, keys, this::found).stream()
                .filter(list -> !runs.stream().allMatch(of -> of.has(list.key(), list.version())))
                .toList();
        return Parallel.mapInBatches(
                        threads,
                        LISTS,
                        left,
                        list -> RunList.read(
                                storage, list, folder.resolve(list.key().replace('/', '-'))))
                .stream()
                .flatMap(Optional::stream)
                .sorted(RunList.ORDER)
                .toList();
    }

    private RunList.Found found(String key) {
        return new RunList.Found(key, storage.version(key).orElseThrow());
    }

    private void register(RunList list, Map<Table, CatalogTable> tables, Set<Long> forgotten, Path local) {
        DataFilesReader.download(storage, list.key(), local);
        tables.forEach((table, there) -> {
            if (!there.runs().has(list.key(), list.version())) {
                added.merge(table, register(list, table, there, forgotten, local), Long::sum);
            }
        });
    }

    private long register(RunList list, Table table, CatalogTable there, Set<Long> forgotten, Path local) {
        long count = 0;
        List<DataFileRow> some = new ArrayList<>();
        try (DataFilesReader rows = new DataFilesReader(list.key(), local)) {
            for (DataFileRow row = rows.next(); row != null; row = rows.next()) {
                if (!row.table().equals(table.folder()) || forgotten.contains(row.repositoryId())) {
                    continue;
                }
                if (some.size() == batch) {
                    count += there.add(list, List.copyOf(some), false);
                    some.clear();
                }
                some.add(row);
            }
        }
        return count + there.add(list, List.copyOf(some), true);
    }
}
