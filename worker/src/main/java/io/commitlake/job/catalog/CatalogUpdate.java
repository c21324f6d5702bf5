package io.commitlake.job.catalog;

import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.Table;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
     * @param name the table's name in the catalog
     * @param files the number of files that this command added
     * @param snapshots the number of snapshots in the table's history
     */
    public record TableResult(String name, long files, long snapshots) {}

    /**
     * The result of the command.
     *
     * @param runs the number of runs of which files were looked up
     */
    public record Result(String catalog, long runs, List<TableResult> tables) {}

    /** Files in a commit. Only their rows are in memory, about 500 bytes each. */
    private static final int BATCH = 50_000;

    /** Lists of runs in memory or on local disk at once. */
    private static final int LISTS = 64;

    private final Storage storage;
    private final OpenCatalog catalog;
    private final Workspace workspace;
    private final ExecutorService threads;
    private final int batch;
    private final Map<Table, Long> added = new EnumMap<>(Table.class);

    public CatalogUpdate(Storage storage, OpenCatalog catalog, Workspace workspace, ExecutorService threads) {
        this(storage, catalog, workspace, threads, BATCH);
    }

    /**
     * @param batch the number of files in a commit
     */
    public CatalogUpdate(
            Storage storage, OpenCatalog catalog, Workspace workspace, ExecutorService threads, int batch) {
        this.storage = storage;
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

    private Result update() {
        Map<Table, CatalogTable> tables = catalog.tables(threads);
        List<RunList> lists = workspace.within("catalog", folder -> {
            List<RunList> all = unregistered(tables, folder);
            all.forEach(list -> register(list, tables, folder.resolve("list.parquet")));
            return all;
        });
        tables.forEach((table, there) -> {
            there.tag();
            VersionHint.put(storage, Layout.icebergHint(table), there.metadata());
        });
        return new Result(
                catalog.address(),
                lists.size(),
                tables.entrySet().stream()
                        .map(each -> new TableResult(
                                each.getValue().name(),
                                added.getOrDefault(each.getKey(), 0L),
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
                .sorted(RunList.ORDER)
                .toList();
    }

    private RunList.Found found(String key) {
        return new RunList.Found(key, storage.version(key).orElseThrow());
    }

    private void register(RunList list, Map<Table, CatalogTable> tables, Path local) {
        DataFilesReader.download(storage, list.key(), local);
        tables.forEach((table, there) -> {
            if (!there.runs().has(list.key(), list.version())) {
                added.merge(table, register(list, table, there, local), Long::sum);
            }
        });
    }

    private long register(RunList list, Table table, CatalogTable there, Path local) {
        long count = 0;
        List<DataFileRow> some = new ArrayList<>();
        try (DataFilesReader rows = new DataFilesReader(list.key(), local)) {
            for (DataFileRow row = rows.next(); row != null; row = rows.next()) {
                if (!row.table().equals(table.folder())) {
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
