package io.commitlake.job.ledger;

import io.commitlake.dataset.CommitTips;
import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.ListedFiles;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes a new ledger from a dataset's tables: the tracked repositories, and a claim and a complete outcome for every
 * export whose files the lists in {@code data_files} name. An export's tip is the one of its commits that no other
 * names as its parent. A record that the ledger already has stays.
 *
 * <p>Not in the tables, and so lost: void exports, user IDs, kept tips, conditions, each claim's source and format, and
 * exports that no merge had listed. It removes the files of the latter, which begin with the row's next number, because
 * the next export takes that number.
 */
final class LedgerRebuild {
    private static final String FORMAT = "rebuilt from the dataset's files";
    /** Repositories at once, whose lists of files are in memory. */
    private static final int BATCH = 256;

    /** Files in the order of their puts, in which outcomes list them. */
    private static final Comparator<DataFileRow> ORDER_OF_PUTS = Comparator.<DataFileRow>comparingInt(
                    row -> List.of(Table.FILE_CONTENTS, Table.FILE_STATES, Table.FILE_CHANGES, Table.COMMITS)
                            .indexOf(DataKey.parse(row.path()).orElseThrow().table()))
            .thenComparing(row -> row.commitMonth().orElse(""));

    private final Storage storage;
    private final Workspace workspace;
    private final Ledger ledger;
    private final ExecutorService threads;
    private final String server;

    /**
     * Prepares a rebuild.
     *
     * @param ledger the new ledger
     * @param threads bounds the repositories at work
     * @param server the address of GitHub's server, for the claims
     */
    LedgerRebuild(Storage storage, Workspace workspace, Ledger ledger, ExecutorService threads, String server) {
        this.storage = storage;
        this.workspace = workspace;
        this.ledger = ledger;
        this.threads = threads;
        this.server = server;
    }

    /** Rebuilds the ledger, and returns the number of exports. */
    long run() {
        Map<Long, Repository> rows = new HashMap<>();
        RepositoryTables tables = new RepositoryTables(storage);
        for (long file : tables.files()) {
            List<Repository> ofFile = tables.read(file).orElse(List.of());
            ofFile.forEach(row -> rows.put(row.id(), row));
            Parallel.forEach(threads, ofFile, row -> ledger.track(file, row));
        }
        long exports = workspace.within("rebuild", folder -> rebuild(rows, folder));
        Parallel.forEach(threads, List.copyOf(rows.values()), this::removeUnlisted);
        return exports;
    }

    private long rebuild(Map<Long, Repository> rows, Path folder) {
        AtomicLong exports = new AtomicLong();
        List<List<DataFileRow>> batch = new ArrayList<>();
        Runnable work = () -> {
            Parallel.forEach(
                    threads,
                    batch,
                    files -> exports.addAndGet(exports(
                            Objects.requireNonNull(rows.get(files.getFirst().repositoryId())), files)));
            batch.clear();
        };
        ListedFiles.forEachRepository(storage, folder, files -> {
            if (rows.containsKey(files.getFirst().repositoryId())) {
                batch.add(files);
            }
            if (batch.size() == BATCH) {
                work.run();
            }
        });
        work.run();
        return exports.get();
    }

    private long exports(Repository row, List<DataFileRow> files) {
        return workspace.within("repository", folder -> exports(row, files, folder));
    }

    private long exports(Repository row, List<DataFileRow> files, Path folder) {
        SortedMap<Long, List<DataFileRow>> listed = new TreeMap<>();
        files.forEach(file -> listed.computeIfAbsent(file.export(), number -> new ArrayList<>())
                .add(file));
        List<String> frontiers = new ArrayList<>(originalTips(row, listed.firstKey(), folder));
        listed.forEach((number, ofExport) -> {
            Tip tip = tip(new Export(row.id(), number), ofExport, folder);
            complete(row, number, tip, frontiers, ofExport);
            frontiers.add(tip.sha());
        });
        // The last export has no files if its tip brought no new commits.
        long last = row.exports().orElse(0) - 1;
        if (last > listed.lastKey() && row.last().isPresent()) {
            complete(row, last, row.last().get(), frontiers, List.of());
        }
        return listed.size();
    }

    /** The tips of the original program's exports, which come before the first listed one, and which no list names. */
    private List<String> originalTips(Repository row, long before, Path folder) {
        if (before == 0) {
            return List.of();
        }
        List<String> keys = new ArrayList<>();
        storage.list(
                Layout.folderOf(Table.COMMITS, row.id()),
                found -> DataKey.parse(found.key())
                        .filter(key -> key.export().number() < before)
                        .ifPresent(key -> keys.add(found.key())));
        return CommitTips.of(storage, keys, folder).stream().map(Tip::sha).toList();
    }

    private Tip tip(Export export, List<DataFileRow> files, Path folder) {
        List<Tip> tips = CommitTips.of(
                storage,
                files.stream()
                        .filter(file -> file.table().equals(Table.COMMITS.folder()))
                        .map(DataFileRow::path)
                        .toList(),
                folder);
        if (tips.size() != 1) {
            throw CommitlakeException.store("export " + export + " has " + tips.size() + " commits that no other of its"
                    + " commits names as a parent, but it should have one: `data_files` doesn't list all of its files");
        }
        return tips.getFirst();
    }

    private void complete(Repository row, long number, Tip tip, List<String> frontiers, List<DataFileRow> files) {
        Export export = new Export(row.id(), number);
        String url = server + "/" + row.fullName().orElse("unknown/unknown");
        ledger.claim(new Claim(
                export,
                tip,
                frontiers.stream()
                        .filter(sha -> !sha.equals(tip.sha()))
                        .distinct()
                        .toList(),
                Optional.empty(),
                Map.of(),
                url,
                "git",
                FORMAT));
        long commits = files.stream()
                .filter(file -> file.table().equals(Table.COMMITS.folder()))
                .mapToLong(DataFileRow::rows)
                .sum();
        ledger.settle(
                export,
                new Outcome.Complete(
                        commits,
                        files.stream()
                                .sorted(ORDER_OF_PUTS)
                                .map(file -> new DataFile(file.path(), file.rows(), file.bytes(), file.sha256()))
                                .toList()));
        if (number >= row.exports().orElse(0)) {
            ledger.open(export); // a merge listed it, but died before it set the row
        }
    }

    /** Removes the files of exports that may be unfinished. */
    private void removeUnlisted(Repository row) {
        if (row.exports().isEmpty()) {
            return; // all of its files are the original program's
        }
        for (Table table : Table.values()) {
            List<String> keys = new ArrayList<>();
            storage.list(
                    Layout.folderOf(table, row.id()),
                    found -> DataKey.parse(found.key())
                            .filter(key ->
                                    key.export().number() >= row.exports().getAsLong())
                            .filter(key -> ledger.outcome(key.export()).isEmpty())
                            .ifPresent(key -> keys.add(found.key())));
            keys.forEach(storage::delete);
        }
    }
}
