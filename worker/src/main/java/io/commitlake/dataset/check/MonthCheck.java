package io.commitlake.dataset.check;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.FileChangeRow;
import io.commitlake.dataset.FileStateRow;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.People;
import io.commitlake.model.Sha;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks the months of a repository's exports: downloads the files of several months at once, then reads one month after
 * another, its three files in parallel, commit by commit. Only the reading takes one of the processors, so other
 * repositories may wait for the store meanwhile.
 */
final class MonthCheck {
    /** The most months whose files are on local disk at once. */
    private static final int MONTHS_AT_ONCE = 8;

    /** The most bytes of these files. A month with more is there alone. */
    private static final long BYTES_AT_ONCE = 16L << 20;

    /**
     * A month of an export.
     *
     * @param listed its files, as the ledger lists them
     * @param place tells their copies from those of the other months
     * @param missing receives the tables whose files the store lacks
     */
    private record Month(Export export, CommitMonth month, Map<Table, DataFile> listed, int place, Set<Table> missing) {
        long bytes() {
            return listed.values().stream().mapToLong(DataFile::bytes).sum();
        }

        boolean isComplete() {
            return missing.isEmpty();
        }
    }

    private final Storage storage;
    private final Consumer<List<Runnable>> atOnce;
    private final Path folder;
    private final List<Month> batch = new ArrayList<>();
    private final Map<String, DataFile> known;
    private final KnownCommits commits;
    private final LeftVersions parents = new LeftVersions();
    private final People people;
    private final ContentsCheck contents;
    private final Semaphore processors;
    private final CheckProgress progress;
    private final Faults faults;
    private long files;

    /**
     * Creates a check.
     *
     * @param atOnce does several downloads at once, and returns when all are done
     */
    MonthCheck(
            Storage storage,
            Consumer<List<Runnable>> atOnce,
            Path folder,
            Map<String, DataFile> known,
            KnownCommits commits,
            People people,
            ContentsCheck contents,
            Semaphore processors,
            CheckProgress progress,
            Faults faults) {
        this.contents = contents;
        this.storage = storage;
        this.atOnce = atOnce;
        this.folder = folder;
        this.known = known;
        this.commits = commits;
        this.people = people;
        this.processors = processors;
        this.progress = progress;
        this.faults = faults;
    }

    /** The number of files that were read. */
    long files() {
        return files;
    }

    /** Checks a month of an export, after all that were added before; perhaps only with those that are added next. */
    void add(Export export, CommitMonth month) {
        Map<Table, DataFile> listed = new EnumMap<>(Table.class);
        for (Table table : Table.BY_MONTH) {
            Optional.ofNullable(known.get(Layout.dataFile(table, export, month)))
                    .ifPresent(file -> listed.put(table, file));
        }
        long bytes = listed.values().stream().mapToLong(DataFile::bytes).sum();
        if (bytes + batch.stream().mapToLong(Month::bytes).sum() > BYTES_AT_ONCE) {
            finish();
        }
        Set<Table> missing = Collections.synchronizedSet(EnumSet.noneOf(Table.class));
        batch.add(new Month(export, month, listed, batch.size(), missing));
        if (batch.size() == MONTHS_AT_ONCE) {
            finish();
        }
    }

    /** Checks the months that were added and aren't checked yet. */
    void finish() {
        List<Runnable> downloads = new ArrayList<>();
        for (Month month : batch) {
            month.listed()
                    .forEach((table, file) -> downloads.add(() -> {
                        if (!storage.download(file.key(), local(month, table))) {
                            month.missing().add(table);
                        }
                    }));
        }
        atOnce.accept(downloads);
        batch.forEach(this::check);
        batch.clear();
    }

    private Path local(Month month, Table table) {
        return folder.resolve(table.folder() + "-" + month.place() + ".parquet");
    }

    private void check(Month month) {
        for (Table table : month.missing()) {
            DataFile file = Objects.requireNonNull(month.listed().get(table));
            faults.add(Faults.Kind.FILES, file.key(), "is missing: the ledger lists it with " + file.rows() + " rows");
        }
        files += month.listed().size() - month.missing().size();
        processors.acquireUninterruptibly();
        try {
            compare(month);
        } finally {
            processors.release();
        }
        progress.checkedMonth();
    }

    private void compare(Month month) {
        Export export = month.export();
        boolean complete = month.isComplete();
        try (CheckedFile<CommitRow> commitFile = open(Table.COMMITS, month, CommitRow::of);
                CheckedFile<FileChangeRow> changeFile = open(Table.FILE_CHANGES, month, FileChangeRow::of);
                CheckedFile<FileStateRow> stateFile = open(Table.FILE_STATES, month, FileStateRow::of)) {
            CommitRows<FileChangeRow> changes = new CommitRows<>(changeFile);
            CommitRows<FileStateRow> states = new CommitRows<>(stateFile);
            CommitRow commit = commitFile == null ? null : commitFile.peek();
            while (commitFile != null && commit != null) {
                commits.add(commit.commitSha(), commit.parentCommits(), commitFile.key());
                checkOwnColumns(commit, commitFile.key());
                if (complete && commitFile.sound() && changes.sound() && states.sound()) {
                    changes.reportStraysBefore(commit, faults);
                    states.reportStraysBefore(commit, faults);
                    new CommitCheck(
                                    commit,
                                    commitFile.key(),
                                    changes,
                                    states,
                                    parents,
                                    state -> contents.add(export, states.key(), state),
                                    faults)
                            .check();
                }
                commitFile.advance();
                commit = commitFile.peek();
            }
            boolean comparable = complete && (commitFile == null || commitFile.sound());
            changes.drain(comparable, faults);
            states.drain(comparable, faults);
            contents.endMonth(export, comparable && changes.sound() && states.sound());
        }
    }

    private void checkOwnColumns(CommitRow commit, String key) {
        String at = "commit " + commit.commitSha() + ": ";
        if (!Sha.is(commit.treeSha())) {
            faults.add(Faults.Kind.VALUE, key, at + "tree_sha is \"" + commit.treeSha() + "\", which isn't a SHA-1");
        }
        CheckedFile.dateFault(commit.authorAt())
                .ifPresent(fault -> faults.add(Faults.Kind.VALUE, key, at + "author_at is " + fault));
        new PeopleCheck(people, what -> faults.add(Faults.Kind.PEOPLE, key, at + what)).check(commit);
    }

    private <R extends Row> @Nullable CheckedFile<R> open(Table table, Month month, Function<Values, R> row) {
        DataFile file = month.missing().contains(table) ? null : month.listed().get(table);
        return file == null
                ? null
                : new CheckedFile<>(
                        file, local(month, table), TableSchema.of(table), row, month.export(), month.month(), faults);
    }
}
