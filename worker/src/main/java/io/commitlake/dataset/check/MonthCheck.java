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
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks the months of a repository's exports one by one: downloads their three files, then reads them in parallel,
 * commit by commit. Only the reading takes one of the processors, so other repositories may wait for the store meanwhile.
 */
final class MonthCheck {
    private final Storage storage;
    private final Path folder;
    private final Map<String, DataFile> known;
    private final KnownCommits commits;
    private final LeftVersions parents = new LeftVersions();
    private final People people;
    private final ContentsCheck contents;
    private final Semaphore processors;
    private final Faults faults;
    private long files;

    MonthCheck(
            Storage storage,
            Path folder,
            Map<String, DataFile> known,
            KnownCommits commits,
            People people,
            ContentsCheck contents,
            Semaphore processors,
            Faults faults) {
        this.contents = contents;
        this.storage = storage;
        this.folder = folder;
        this.known = known;
        this.commits = commits;
        this.people = people;
        this.processors = processors;
        this.faults = faults;
    }

    /** The number of files that were read. */
    long files() {
        return files;
    }

    void check(Export export, CommitMonth month) {
        Map<Table, DataFile> present = new EnumMap<>(Table.class);
        boolean complete = true;
        for (Table table : Table.BY_MONTH) {
            DataFile file = known.get(Layout.dataFile(table, export, month));
            if (file == null) {
                continue;
            }
            if (storage.download(file.key(), local(table))) {
                present.put(table, file);
            } else {
                complete = false;
                faults.add(
                        Faults.Kind.FILES, file.key(), "is missing: the ledger lists it with " + file.rows() + " rows");
            }
        }
        files += present.size();
        processors.acquireUninterruptibly();
        try {
            compare(export, month, present, complete);
        } finally {
            processors.release();
        }
    }

    private Path local(Table table) {
        return folder.resolve(table.folder() + ".parquet");
    }

    private void compare(Export export, CommitMonth month, Map<Table, DataFile> present, boolean complete) {
        try (CheckedFile<CommitRow> commitFile = open(Table.COMMITS, present, CommitRow::of, export, month);
                CheckedFile<FileChangeRow> changeFile =
                        open(Table.FILE_CHANGES, present, FileChangeRow::of, export, month);
                CheckedFile<FileStateRow> stateFile =
                        open(Table.FILE_STATES, present, FileStateRow::of, export, month)) {
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
        if (!KnownCommits.isSha(commit.treeSha())) {
            faults.add(Faults.Kind.VALUE, key, at + "tree_sha is \"" + commit.treeSha() + "\", which isn't a SHA-1");
        }
        CheckedFile.dateFault(commit.authorAt())
                .ifPresent(fault -> faults.add(Faults.Kind.VALUE, key, at + "author_at is " + fault));
        new PeopleCheck(people, what -> faults.add(Faults.Kind.PEOPLE, key, at + what)).check(commit);
    }

    private <R extends Row> @Nullable CheckedFile<R> open(
            Table table, Map<Table, DataFile> present, Function<Values, R> row, Export export, CommitMonth month) {
        DataFile file = present.get(table);
        return file == null
                ? null
                : new CheckedFile<>(file, local(table), TableSchema.of(table), row, export, month, faults);
    }
}
