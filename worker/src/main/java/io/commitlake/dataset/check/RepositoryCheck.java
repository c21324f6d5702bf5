package io.commitlake.dataset.check;

import io.commitlake.dataset.Fault;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
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
 * Holds the tables of one repository against what the ledger says of them and against each other: every file there with
 * the bytes and rows it should have and none besides, schema, partitions, order, keys, sums, file states against file
 * changes, parents closed over the dataset.
 *
 * <p>It streams: a month of an export is downloaded at a time, and of all that was read only the commits' names stay.
 * Whatever a file has in it is a fault with the file's name, never an exception.
 */
public final class RepositoryCheck {
    private final Storage storage;
    private final Path folder;

    /**
     * Checks repositories, one at a time.
     *
     * @param folder an existing one of its own, to download to
     */
    public RepositoryCheck(Storage storage, Path folder) {
        this.storage = storage;
        this.folder = folder;
    }

    /** How much was looked at. */
    public record Checked(long files, long commits, long faults) {}

    /** A month of an export: what is read side by side. */
    private record Unit(CommitMonth month, Export export) {
        static final Comparator<Unit> OLDEST_FIRST = Comparator.comparing(Unit::month)
                .thenComparingLong(unit -> unit.export().number());
    }

    /**
     * Checks a repository.
     *
     * @param to takes every fault as it is found; of each kind the first ones and then their number
     * @throws io.commitlake.model.CommitlakeException of kind STORE where the store fails
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
                    faults.add(Faults.Kind.FILES, listed.key(), "is named like no file of the dataset");
                } else if (known.containsKey(listed.key())
                        || name.get().export().number() < expected.first()) {
                    present.add(listed.key());
                    units.computeIfAbsent(
                                    new Unit(name.get().month(), name.get().export()), unit -> new HashMap<>())
                            .put(table, listed.key());
                } else if (!expected.open().test(name.get().export())) {
                    faults.add(Faults.Kind.FILES, listed.key(), "is extra: no completed export has it");
                }
            });
        }
        known.forEach((key, file) -> {
            if (!present.contains(key)) {
                faults.add(Faults.Kind.FILES, key, "is lost: the ledger has it with " + file.rows() + " rows");
            }
        });
        boolean legacy = false;
        for (Map.Entry<Unit, Map<Table, String>> unit : units.entrySet()) {
            if (unit.getKey().export().number() < expected.first()) {
                legacy = true;
                LegacyMonth.check(storage, folder, unit.getValue(), commits, faults);
            } else {
                new MonthCheck(storage, folder, known, commits, faults)
                        .check(unit.getKey().export(), unit.getKey().month(), unit.getValue());
            }
        }
        if (!legacy) {
            // The original program kept no promise of reachability: what it left out is not a fault of this dataset.
            commits.closed(expected);
        }
        return new Checked(present.size(), commits.size(), faults.finish());
    }

    /** The ledger's files, by key, in the keys' order. */
    private static Map<String, DataFile> filesOf(ExpectedExports expected) {
        Map<String, DataFile> files = new TreeMap<>();
        expected.complete().values().forEach(complete -> complete.files().forEach(file -> files.put(file.key(), file)));
        return files;
    }
}
