package io.commitlake.job.merge;

import io.commitlake.cli.progress.NoProgress;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.export.ExportFiles;
import io.commitlake.job.export.Lanes;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.StagedStates;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.Layout;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.InterceptedStorage;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * A program that merges the first export of many repositories and prints the requests to the store and the peak of the
 * heap. A folder holds what the merge writes; the ledger's records are made up when they are read.
 */
final class ManyExports {
    private static final Instant AT = Instant.parse("2024-11-01T00:00:00Z");

    private final int exports;
    private final int frontiers;
    private final int months;
    private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>();

    private ManyExports(int exports, int frontiers, int months) {
        this.exports = exports;
        this.frontiers = frontiers;
        this.months = months;
    }

    /**
     * Merges.
     *
     * @param args an empty folder, then the numbers of open exports, of frontiers in each claim, and of months in each
     *     export
     */
    public static void main(String[] args) {
        new ManyExports(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]))
                .merge(Path.of(args[0]));
    }

    private void merge(Path folder) {
        Storage real = Storages.open(StorageLocation.parse("file:" + folder.resolve("dataset")), S3Access.byDefault());
        real.check();
        for (int from = 0; from < exports; from += RepositoryTables.MAX_ROWS) {
            long first = from + 1L;
            long last = Math.min(from + RepositoryTables.MAX_ROWS, exports);
            new RepositoryTables(real)
                    .change(
                            from / RepositoryTables.MAX_ROWS,
                            _ -> LongStream.rangeClosed(first, last)
                                    .mapToObj(ManyExports::row)
                                    .toList());
        }
        new PlanStore(real)
                .freeze(new RunPlan("r", AT, 1, List.of(), List.of(), List.of(), Map.of(), Optional.empty()));
        Storage storage = counting(real);
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        try (ExecutorService pool = Executors.newFixedThreadPool(16);
                Workspace workspace = Workspace.open(folder.resolve("work"))) {
            Merge.Result result = new Merge(
                            storage,
                            new StoreLedger(storage),
                            new StagedStates(storage, workspace),
                            new ExportFiles(
                                    storage,
                                    DatasetRecord.of(Optional.empty(), KeptContents.NONE, LedgerHome.FIRST),
                                    new Lanes(2),
                                    pool),
                            workspace,
                            Clock.systemUTC(),
                            new NoProgress(),
                            pool)
                    .run(AT, "r");
            long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(part -> part.getType() == MemoryType.HEAP)
                    .mapToLong(part -> part.getPeakUsage().getUsed())
                    .sum();
            System.out.println("merged " + result.merged() + ", peak heap " + (peak >> 20) + " MB, requests "
                    + requests.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .toList());
        }
    }

    private static Repository row(long id) {
        return new Repository(
                id, AT, Optional.empty(), Optional.of("R_" + id), Optional.of("a/" + id), OptionalLong.of(0));
    }

    private Storage counting(Storage real) {
        return InterceptedStorage.of(real, call -> {
            String key = call.key();
            requests.computeIfAbsent(call.name(), _ -> new AtomicLong()).incrementAndGet();
            if (key.equals(Layout.OPEN)) {
                @SuppressWarnings("unchecked")
                Consumer<Storage.Listed> each = (Consumer<Storage.Listed>) call.arguments()[1];
                for (int id = 1; id <= exports; id++) {
                    each.accept(new Storage.Listed(Layout.open(new Export(id, 0)), 0));
                }
                return null;
            }
            if (call.name().equals("get") && key.startsWith("_commitlake/ledger/")) {
                return Optional.of(new Storage.Stored(record(key), "1"));
            }
            if (call.name().equals("delete")) {
                return null;
            }
            return call.proceed();
        });
    }

    private byte[] record(String key) {
        Export export = new Export(Long.parseLong(Path.of(key).getName(3).toString()), 0);
        if (key.equals(Layout.claim(export))) {
            List<String> tips = LongStream.range(0, frontiers)
                    .mapToObj(number -> "%020d%020d".formatted(export.repository(), number))
                    .toList();
            Tip tip = new Tip("%040d".formatted(export.repository()), AT);
            return Json.write(
                    new Claim(export, tip, tips, Optional.empty(), Map.of(), "https://github.com/a/b", "git", "1"));
        }
        List<DataFile> files = new ArrayList<>();
        for (Table table : Table.BY_MONTH) {
            for (int month = 0; month < months; month++) {
                String file = Layout.dataFile(
                        table, export, CommitMonth.parse("%04d-%02d".formatted(2000 + month / 12, 1 + month % 12)));
                files.add(new DataFile(file, 1, 1, Sha256.of(new byte[] {(byte) month})));
            }
        }
        return Json.write(new Outcome.Complete(1, files));
    }
}
