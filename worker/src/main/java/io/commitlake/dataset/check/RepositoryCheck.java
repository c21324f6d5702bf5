package io.commitlake.dataset.check;

import io.commitlake.dataset.Fault;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.People;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Layout.DataKey;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Checks the tables of one repository against the ledger and against each other: that exactly the expected files exist,
 * with the expected bytes and rows; that schema, field ids, partitions, order, keys, sums, modes and statuses are right;
 * that file states match file changes, versions before a change match those that the parent left, and people are kept
 * as the dataset says; and that every parent is in the dataset.
 *
 * <p>Downloads one month of one export at a time, and keeps only the SHAs of commits and the latest file versions in
 * memory. A corrupt file is a
 * fault with the file's name, never an exception.
 */
public final class RepositoryCheck {
    private final Storage storage;
    private final Path folder;
    private final People people;

    /**
     * Creates a check that handles one repository at a time.
     *
     * @param folder an existing folder for downloads, which nothing else uses
     * @param people how much the dataset keeps of names and e-mails
     */
    public RepositoryCheck(Storage storage, Path folder, People people) {
        this.people = people;
        this.storage = storage;
        this.folder = folder;
    }

    /** The numbers of files and commits that were checked, and of faults. */
    public record Checked(long files, long commits, long faults) {}

    /** A month of an export, whose files are read in parallel. */
    private record Unit(CommitMonth month, Export export) {
        static final Comparator<Unit> OLDEST_FIRST = Comparator.comparing(Unit::month)
                .thenComparingLong(unit -> unit.export().number());
    }

    /**
     * Checks a repository.
     *
     * @param to receives faults as they are found: the first of each kind one by one, then the number of the others
     * @throws io.commitlake.model.CommitlakeException of kind STORE if the store fails
     */
    public Checked check(ExpectedExports expected, Consumer<Fault> to) {
        Faults faults = new Faults(to);
        KnownCommits commits = new KnownCommits(faults);
        Map<String, DataFile> known = filesOf(expected);
        Set<String> present = new HashSet<>();
        SortedMap<Unit, Map<Table, String>> units = new TreeMap<>(Unit.OLDEST_FIRST);
        for (Table table : Table.values()) {
            storage.list(Layout.monthsOf(table, expected.repository()), listed -> {
                Optional<DataKey> name = Layout.dataKey(listed.key());
                if (name.isEmpty()) {
                    faults.add(Faults.Kind.FILES, listed.key(), "doesn't have the name of a data file");
                } else if (known.containsKey(listed.key())
                        || name.get().export().number() < expected.first()) {
                    present.add(listed.key());
                    units.computeIfAbsent(
                                    new Unit(name.get().month(), name.get().export()), unit -> new HashMap<>())
                            .put(table, listed.key());
                } else if (!expected.open().test(name.get().export())) {
                    faults.add(Faults.Kind.FILES, listed.key(), "is unexpected: no completed export lists it");
                }
            });
        }
        known.forEach((key, file) -> {
            if (!present.contains(key)) {
                faults.add(Faults.Kind.FILES, key, "is missing: the ledger lists it with " + file.rows() + " rows");
            }
        });
        boolean legacy = false;
        MonthCheck months = new MonthCheck(storage, folder, known, commits, people, faults);
        for (Map.Entry<Unit, Map<Table, String>> unit : units.entrySet()) {
            if (unit.getKey().export().number() < expected.first()) {
                legacy = true;
                LegacyMonth.check(storage, folder, unit.getValue(), commits, faults);
            } else {
                months.check(unit.getKey().export(), unit.getKey().month(), unit.getValue());
            }
        }
        if (!legacy) {
            // The original program didn't export every reachable commit, so missing parents aren't faults here.
            commits.reportMissing(expected);
        }
        return new Checked(present.size(), commits.size(), faults.finish());
    }

    /** The files of completed exports by key, sorted by key. */
    private static Map<String, DataFile> filesOf(ExpectedExports expected) {
        Map<String, DataFile> files = new TreeMap<>();
        expected.complete().values().forEach(complete -> complete.files().forEach(file -> files.put(file.key(), file)));
        return files;
    }
}
