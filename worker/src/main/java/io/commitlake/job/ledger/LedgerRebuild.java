package io.commitlake.job.ledger;

import io.commitlake.dataset.CommitTips;
import io.commitlake.dataset.DataFileRow;
import io.commitlake.dataset.ListedFiles;
import io.commitlake.dataset.RepositoryTables;
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
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** Files in the order of their puts, in which outcomes list them. */
    private static final Comparator<DataFileRow> ORDER_OF_PUTS = Comparator.<DataFileRow>comparingInt(
                    row -> List.of(Table.FILE_STATES, Table.FILE_CHANGES, Table.COMMITS)
                            .indexOf(Layout.dataKey(row.path()).orElseThrow().table()))
            .thenComparing(row -> row.commitMonth().orElse(""));

    private final Storage storage;
    private final Workspace workspace;
    private final Ledger ledger;
    private final String server;

    /**
     * Prepares a rebuild.
     *
     * @param ledger the new ledger
     * @param server the address of GitHub's server, for the claims
     */
    LedgerRebuild(Storage storage, Workspace workspace, Ledger ledger, String server) {
        this.storage = storage;
        this.workspace = workspace;
        this.ledger = ledger;
        this.server = server;
    }

    /** Rebuilds the ledger, and returns the number of exports. */
    long run() {
        Map<Long, Repository> rows = new HashMap<>();
        RepositoryTables tables = new RepositoryTables(storage);
        for (long file : tables.files()) {
            tables.read(file).orElse(List.of()).forEach(row -> {
                ledger.track(file, row);
                rows.put(row.id(), row);
            });
        }
        long[] exports = {0};
        workspace.within("rebuild", folder -> {
            ListedFiles.forEachRepository(storage, folder, files -> {
                Repository row = rows.get(files.getFirst().repositoryId());
                if (row != null) {
                    exports[0] += exports(row, files, folder);
                }
            });
            return exports;
        });
        rows.values().forEach(this::removeUnlisted);
        return exports[0];
    }

    private long exports(Repository row, List<DataFileRow> files, Path folder) {
        SortedMap<Long, List<DataFileRow>> listed = new TreeMap<>();
        files.forEach(file -> listed.computeIfAbsent(file.export(), number -> new ArrayList<>())
                .add(file));
        // The original program's exports come before the first listed one, and no list names them.
        List<String> frontiers =
                new ArrayList<>(CommitTips.of(storage, originalFiles(row, listed.firstKey()), folder).stream()
                        .map(Tip::sha)
                        .toList());
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

    private List<String> originalFiles(Repository row, long before) {
        List<String> keys = new ArrayList<>();
        storage.list(
                Layout.monthsOf(Table.COMMITS, row.id()),
                found -> Layout.dataKey(found.key())
                        .filter(key -> key.export().number() < before)
                        .ifPresent(key -> keys.add(found.key())));
        return keys;
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
                    Layout.monthsOf(table, row.id()),
                    found -> Layout.dataKey(found.key())
                            .filter(key ->
                                    key.export().number() >= row.exports().getAsLong())
                            .filter(key -> ledger.outcome(key.export()).isEmpty())
                            .ifPresent(key -> keys.add(found.key())));
            keys.forEach(storage::delete);
        }
    }
}
