package io.commitlake.dataset.check;

import io.commitlake.dataset.Fault;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.People;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Checks the tables of one repository against the ledger and against each other: that the expected files exist, with
 * the expected bytes and rows; that schema, field ids, partitions, order, keys, sums, modes and statuses are right; that
 * file states match file changes and the file contents, versions before a change match those that the parent left, and
 * people are kept as the dataset says; and that every parent is in the dataset.
 *
 * <p>Downloads a few months of an export at a time, and keeps only the SHAs of commits and the latest file versions in
 * memory. A corrupt file is a fault with the file's name, never an exception. Both checks throw a
 * {@link io.commitlake.model.CommitlakeException} of kind STORE if the store fails.
 */
public final class RepositoryCheck {
    private final Storage storage;
    private final Consumer<List<Runnable>> atOnce;
    private final Path folder;
    private final People people;
    private final KeptContents contents;
    private final Semaphore processors;
    private final CheckProgress progress;

    /**
     * Creates a check that handles one repository at a time.
     *
     * @param atOnce does several downloads at once, and returns when all are done
     * @param folder an existing folder for downloads, which nothing else uses
     * @param people how much the dataset keeps of names and e-mails
     * @param contents the file contents that the dataset keeps
     * @param processors has a permit for each check that may read rows at the same time
     * @param progress is told how many months are checked
     */
    public RepositoryCheck(
            Storage storage,
            Consumer<List<Runnable>> atOnce,
            Path folder,
            People people,
            KeptContents contents,
            Semaphore processors,
            CheckProgress progress) {
        this.contents = contents;
        this.storage = storage;
        this.atOnce = atOnce;
        this.folder = folder;
        this.people = people;
        this.processors = processors;
        this.progress = progress;
    }

    /** The numbers of files and commits that were checked, and of faults. */
    public record Checked(long files, long commits, long faults) {}

    /** A month of an export, whose files are read in parallel. */
    private record Unit(CommitMonth month, Export export) {
        static final Comparator<Unit> OLDEST_FIRST = Comparator.comparing(Unit::month)
                .thenComparingLong(unit -> unit.export().number());
    }

    /**
     * Checks all exports, and that the tables have no other files.
     *
     * @param to receives faults as they are found: the first of each kind one by one, then the number of the others
     */
    public Checked checkAll(ExpectedExports expected, Consumer<Fault> to) {
        Faults faults = new Faults(to);
        KnownCommits commits = new KnownCommits(faults);
        Map<String, DataFile> known = filesOf(expected.complete().values());
        List<String> original = new ArrayList<>();
        for (Table table : Table.values()) {
            storage.list(Layout.folderOf(table, expected.repository()), listed -> {
                Optional<DataKey> name = DataKey.parse(listed.key());
                if (name.isEmpty()) {
                    faults.add(Faults.Kind.FILES, listed.key(), "doesn't have the name of a data file");
                } else if (table != Table.FILE_CONTENTS && name.get().export().number() < expected.first()) {
                    original.add(listed.key());
                } else if (!known.containsKey(listed.key())
                        && !expected.open().test(name.get().export())) {
                    faults.add(Faults.Kind.FILES, listed.key(), "is unexpected: no completed export lists it");
                }
            });
        }
        original.forEach(key -> OriginalFile.check(storage, folder, key, commits, faults));
        long files = original.size() + checkMonths(known, commits, faults);
        if (original.isEmpty()) {
            // The original program didn't export every reachable commit, so missing parents aren't faults there.
            commits.reportMissing();
            expected.last()
                    .filter(tip -> !commits.contains(tip.sha()))
                    .ifPresent(tip -> faults.add(
                            Faults.Kind.PARENTS,
                            expected.rowFile(),
                            "last_commit_sha of repository " + expected.repository() + " is " + tip.sha()
                                    + ", which isn't among the dataset's commits"));
        }
        return new Checked(files, commits.size(), faults.finish());
    }

    /**
     * Checks new exports, and that they continue what the earlier ones have. Of the earlier exports, it reads only the
     * commits files in which it looks for parents of new commits.
     *
     * @param to receives faults as they are found: the first of each kind one by one, then the number of the others
     */
    public Checked checkNew(NewExports expected, Consumer<Fault> to) {
        Faults faults = new Faults(to);
        KnownCommits commits = new KnownCommits(faults);
        long files = checkMonths(filesOf(expected.complete().values()), commits, faults);
        String folderOfCommits = Layout.folderOf(Table.COMMITS, expected.repository());
        expected.frontiers().stream()
                .filter(commits::contains)
                .forEach(frontier -> faults.add(
                        Faults.Kind.DOUBLE,
                        folderOfCommits,
                        "commit " + frontier + " appears twice: it is the tip of an earlier export"));
        Map<String, CommitMonth> wanted = new HashMap<>();
        commits.missing()
                .forEach((parent, file) -> wanted.put(
                        parent, DataKey.parse(file).orElseThrow().month().orElseThrow()));
        expected.tips().stream()
                .filter(tip -> !commits.contains(tip.sha()))
                .forEach(tip -> wanted.put(tip.sha(), CommitMonth.of(tip.at())));
        new EarlierCommits(storage, folder, expected, faults).find(wanted);
        if (!wanted.isEmpty() && !expected.hasOriginal().getAsBoolean()) {
            commits.missing().keySet().retainAll(wanted.keySet());
            commits.reportMissing();
            expected.tips().stream()
                    .filter(tip -> wanted.containsKey(tip.sha()))
                    .forEach(tip -> faults.add(
                            Faults.Kind.PARENTS,
                            folderOfCommits,
                            "lacks commit " + tip.sha() + ", the tip of an export"));
        }
        return new Checked(files, commits.size(), faults.finish());
    }

    private long checkMonths(Map<String, DataFile> known, KnownCommits commits, Faults faults) {
        SortedSet<Unit> units = new TreeSet<>(Unit.OLDEST_FIRST);
        known.keySet().forEach(key -> {
            DataKey name = DataKey.parse(key).orElseThrow();
            name.month().ifPresent(month -> units.add(new Unit(month, name.export())));
        });
        ContentsCheck ofContents = new ContentsCheck(storage, folder, known, contents, processors, faults);
        MonthCheck months = new MonthCheck(
                storage, atOnce, folder, known, commits, people, ofContents, processors, progress, faults);
        progress.checking(units.size());
        units.forEach(unit -> months.add(unit.export(), unit.month()));
        months.finish();
        if (contents.any()) {
            units.stream().map(Unit::export).distinct().forEach(ofContents::check);
        }
        return months.files() + ofContents.files();
    }

    private static Map<String, DataFile> filesOf(Collection<Outcome.Complete> exports) {
        Map<String, DataFile> files = new HashMap<>();
        exports.forEach(complete -> complete.files().forEach(file -> files.put(file.key(), file)));
        return files;
    }
}
