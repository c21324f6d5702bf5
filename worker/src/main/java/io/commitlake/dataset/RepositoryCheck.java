package io.commitlake.dataset;

import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Sha256;
import io.commitlake.model.ShaSet;
import io.commitlake.model.Table;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds a repository's files against what the ledger says of them, and against each other: month by month, in as much
 * memory as a commit's rows and its history's shas take.
 */
public final class RepositoryCheck {
    /**
     * What there should be.
     *
     * @param row of the repository
     * @param complete its completed exports
     * @param unsettled exports that may have files and aren't to be looked at: claimed, or void a short while ago
     * @param firstKnown the ledger knows every export from here; lower ones the original program wrote
     */
    public record Expected(
            Repository row, SortedMap<Long, Outcome.Complete> complete, Set<Long> unsettled, long firstKnown) {}

    /** How much was looked at. */
    public record Checked(long files, long commits) {}

    private final Storage storage;
    private final Path folder;

    /** A check that downloads to a folder of its own. */
    public RepositoryCheck(Storage storage, Path folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /** Names every fault of a repository. */
    public Checked run(Expected expected, Consumer<Fault> faults) {
        Map<String, Long> lying = lying(expected, faults);
        ShaSet seen = new ShaSet();
        Map<String, String> unmet = new HashMap<>();
        readOriginals(expected, seen);
        long files = 0;
        long commits = 0;
        for (Map.Entry<Long, Outcome.Complete> export : expected.complete().entrySet()) {
            long before = commits;
            for (Map<Table, DataFile> month : months(export.getValue()).values()) {
                files += month.size();
                commits += check(month, lying, seen, unmet, faults);
            }
            if (commits - before != export.getValue().commits()) {
                faults.accept(new Fault(
                        Layout.outcome(new Export(expected.row().id(), export.getKey())),
                        "the ledger says " + export.getValue().commits() + " commits, its files have "
                                + (commits - before)));
            }
        }
        unmet.forEach((parent, file) ->
                faults.accept(new Fault(file, "the parent " + parent + " of one of its commits isn't in the dataset")));
        expected.row()
                .last()
                .filter(last -> !seen.contains(last.sha()))
                .ifPresent(last -> faults.accept(new Fault(
                        Layout.REPOSITORIES,
                        "last_commit_sha " + last.sha() + " of repository "
                                + expected.row().id() + " isn't in its commits")));
        return new Checked(files, commits);
    }

    /** What lies in the tables, with what shouldn't told. */
    private Map<String, Long> lying(Expected expected, Consumer<Fault> faults) {
        Map<String, Long> lying = new LinkedHashMap<>();
        for (Table table : Table.values()) {
            storage.list(Layout.monthsOf(table, expected.row().id()), listed -> lying.put(listed.key(), listed.size()));
        }
        lying.keySet()
                .forEach(key -> Layout.dataKey(key)
                        .ifPresentOrElse(
                                name -> {
                                    long number = name.export().number();
                                    Outcome.Complete complete =
                                            expected.complete().get(number);
                                    boolean known = complete != null
                                            ? complete.files().stream()
                                                    .anyMatch(file -> file.key().equals(key))
                                            : expected.unsettled().contains(number) || number < expected.firstKnown();
                                    if (!known) {
                                        faults.accept(new Fault(key, "no completed export has this file"));
                                    }
                                },
                                () -> faults.accept(new Fault(key, "no file of the dataset is named so"))));
        return lying;
    }

    /** The original program's commits count as there: the later ones' parents are among them. */
    private void readOriginals(Expected expected, ShaSet seen) {
        if (expected.firstKnown() > 0) {
            ShaSet originals = new ExportedCommits(storage)
                    .before(new Export(expected.row().id(), expected.firstKnown()), folder);
            seen.addAll(originals);
        }
    }

    private static SortedMap<String, Map<Table, DataFile>> months(Outcome.Complete export) {
        SortedMap<String, Map<Table, DataFile>> months = new TreeMap<>();
        for (DataFile file : export.files()) {
            Layout.dataKey(file.key())
                    .ifPresent(name -> months.computeIfAbsent(
                                    name.month().toString(), month -> new TreeMap<>(Comparator.naturalOrder()))
                            .put(name.table(), file));
        }
        return months;
    }

    private long check(
            Map<Table, DataFile> month,
            Map<String, Long> lying,
            ShaSet seen,
            Map<String, String> unmet,
            Consumer<Fault> faults) {
        Map<Table, Path> local = new HashMap<>();
        month.forEach((table, file) -> {
            Path path = folder.resolve(table.folder() + ".parquet");
            if (fetched(file, path, lying, faults)) {
                local.put(table, path);
            }
        });
        try (SortedRows<CommitRow> commits = rows(Table.COMMITS, month, local, CommitRow::of, faults);
                SortedRows<FileChangeRow> changes = rows(Table.FILE_CHANGES, month, local, FileChangeRow::of, faults);
                SortedRows<FileStateRow> states = rows(Table.FILE_STATES, month, local, FileStateRow::of, faults)) {
            DataFile any = month.values().iterator().next();
            // Where one is lost, holding the others against it would only say so again.
            boolean whole = local.size() == month.size();
            return new MonthCheck(any.key(), commits, changes, states, whole).run(seen, unmet);
        }
    }

    private static <R extends Row> SortedRows<R> rows(
            Table table,
            Map<Table, DataFile> month,
            Map<Table, Path> local,
            Function<Values, R> row,
            Consumer<Fault> faults) {
        @Nullable DataFile file = month.get(table);
        DataFile named = file == null ? month.values().iterator().next() : file;
        Layout.DataKey partition = Layout.dataKey(named.key()).orElseThrow();
        @Nullable Path path = local.get(table);
        return path == null
                ? new SortedRows<>(named.key(), partition, faults)
                : new SortedRows<>(named, partition, path, row, faults);
    }

    /** Brings a file here, and holds its bytes against the ledger. */
    private boolean fetched(DataFile file, Path to, Map<String, Long> lying, Consumer<Fault> faults) {
        if (!lying.containsKey(file.key()) || !storage.download(file.key(), to)) {
            faults.accept(new Fault(file.key(), "the ledger says that it is there, and it isn't"));
            return false;
        }
        try {
            long bytes = Files.size(to);
            String sha256 = Sha256.of(to);
            if (bytes != file.bytes() || !sha256.equals(file.sha256())) {
                faults.accept(new Fault(
                        file.key(),
                        "it has " + bytes + " bytes with the SHA-256 " + sha256 + "; the ledger says " + file.bytes()
                                + " bytes with " + file.sha256()));
            }
            return true;
        } catch (IOException unreadable) {
            faults.accept(new Fault(file.key(), "it can't be read: " + unreadable));
            return false;
        }
    }
}
