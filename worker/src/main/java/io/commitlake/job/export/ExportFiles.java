package io.commitlake.job.export;

import io.commitlake.dataset.DatasetRecord;
import io.commitlake.dataset.MonthWriter;
import io.commitlake.dataset.WrittenFile;
import io.commitlake.dataset.contents.ExportContents;
import io.commitlake.history.NewCommits;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Progress;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Format;
import io.commitlake.model.People;
import io.commitlake.model.Table;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes an export's files to local disk, several months in parallel, then puts them so that a commit that readers see
 * has all its rows. The bytes depend on the claim, and on what the dataset's record says of file contents: nothing
 * changes that, and it is put before the first claim.
 */
@Singleton
public final class ExportFiles {
    /** The order in which an outcome lists the files, which is part of its record. */
    private static final Comparator<WrittenFile> ORDER = Comparator.comparing(WrittenFile::table)
            .reversed()
            .thenComparing(written -> written.file().key());

    private final Storage storage;
    private final KeptContents kept;
    private final Lanes lanes;
    private final ExecutorService puts;

    /**
     * Writes and puts files of any number of exports.
     *
     * @param record tells which file contents the dataset keeps
     * @param lanes shared by all exports of this process
     * @param puts threads that wait for the store, likewise shared
     */
    public ExportFiles(Storage storage, DatasetRecord record, Lanes lanes, @Named("puts") ExecutorService puts) {
        this.kept = record.contents();
        this.storage = storage;
        this.lanes = lanes;
        this.puts = puts;
    }

    /** Writes all of an export's files to a local folder, and returns them in the order of an outcome. */
    List<WrittenFile> write(Claim claim, NewCommits commits, UserIds users, StepBounds bounds, Progress.Task progress) {
        List<WrittenFile> written;
        if (kept.any()) {
            try (ExportContents contents = new ExportContents(kept, claim.export(), bounds.folder())) {
                List<WrittenFile> months = write(claim, commits, users, bounds, progress, contents::add);
                written = withContents(months, contents, commits, bounds);
            }
        } else {
            written = write(claim, commits, users, bounds, progress, commit -> {});
        }
        return written.stream().sorted(ORDER).toList();
    }

    /** Writes the file contents, and with them the addresses in the file states. */
    private List<WrittenFile> withContents(
            List<WrittenFile> months, ExportContents contents, NewCommits commits, StepBounds bounds) {
        Callable<Optional<WrittenFile>> write = () -> contents.write(commits::contents);
        Optional<WrittenFile> ofContents =
                Parallel.all(lanes.submit(List.of(write), bounds.deadline())).getFirst();
        if (ofContents.isEmpty()) {
            return months;
        }
        List<Callable<WrittenFile>> locate = new ArrayList<>();
        months.forEach(file -> locate.add(() -> file.table() == Table.FILE_STATES ? contents.locate(file) : file));
        List<WrittenFile> all = new ArrayList<>(Parallel.all(lanes.submit(locate, bounds.deadline())));
        all.add(ofContents.get());
        return all;
    }

    private List<WrittenFile> write(
            Claim claim,
            NewCommits commits,
            UserIds users,
            StepBounds bounds,
            Progress.Task progress,
            Consumer<Commit> each) {
        AtomicBoolean failed = new AtomicBoolean();
        List<NewCommits.Span> all = commits.spans();
        SpanScheduler spans = new SpanScheduler(all);
        People people = people(claim);
        Callable<List<WrittenFile>> next = () -> {
            stopIf(failed);
            try (SpanWriter writer = new SpanWriter(claim, people, bounds.folder())) {
                commits.read(spans.next(), users::id, commit -> {
                    stopIf(failed);
                    writer.accept(commit);
                    each.accept(commit);
                    progress.step(1);
                });
                return writer.finish();
            } catch (RuntimeException | Error e) {
                failed.set(true);
                throw e;
            }
        };
        return Parallel.all(lanes.submit(Collections.nCopies(all.size(), next), bounds.deadline())).stream()
                .flatMap(List::stream)
                .toList();
    }

    /** The mode that the claim names: the files depend on the claim alone. */
    private static People people(Claim claim) {
        return Format.parse(claim.format())
                .map(Format::people)
                .orElseThrow(() -> CommitlakeException.bug("export " + claim.export() + " is claimed in the format \""
                        + claim.format() + "\", which this version can't read: please report this bug in Commitlake"));
    }

    private static void stopIf(AtomicBoolean failed) {
        if (failed.get()) {
            throw new Parallel.Abandoned();
        }
    }

    /**
     * Puts each file whole, several at once: the file contents, then all file states and file changes, then all
     * commits. So a visible file state's address holds, and a visible commit has all its rows.
     */
    void put(List<WrittenFile> written, Progress.Task progress) {
        putAll(written, file -> file.table() == Table.FILE_CONTENTS, progress);
        putAll(written, file -> file.table() == Table.FILE_STATES || file.table() == Table.FILE_CHANGES, progress);
        putAll(written, file -> file.table() == Table.COMMITS, progress);
    }

    private void putAll(List<WrittenFile> written, Predicate<WrittenFile> filter, Progress.Task progress) {
        Parallel.forEach(puts, written.stream().filter(filter).toList(), file -> {
            storage.put(file.file().key(), file.local());
            progress.step(1);
        });
    }

    /** Removes all files of an export that are in the store. */
    public void remove(Export export) {
        for (Table table : Table.values()) {
            List<String> keys = new ArrayList<>();
            storage.list(
                    Layout.folderOf(table, export.repository()),
                    listed -> DataKey.parse(listed.key())
                            .filter(key -> key.export().equals(export))
                            .ifPresent(key -> keys.add(listed.key())));
            keys.forEach(storage::delete);
        }
    }

    /** Writes the months of a span, one after another. */
    private static final class SpanWriter implements Consumer<Commit>, AutoCloseable {
        private final Claim claim;
        private final People people;
        private final Path folder;
        private final List<WrittenFile> written = new ArrayList<>();
        private @Nullable CommitMonth month;
        private @Nullable MonthWriter writer;

        SpanWriter(Claim claim, People people, Path folder) {
            this.claim = claim;
            this.people = people;
            this.folder = folder;
        }

        @Override
        public void accept(Commit commit) {
            CommitMonth next = CommitMonth.of(commit.at());
            if (writer == null || !next.equals(month)) {
                finish();
                writer = new MonthWriter(claim.export(), next, claim.url(), people, folder);
                month = next;
            }
            writer.write(commit);
        }

        List<WrittenFile> finish() {
            if (writer != null) {
                written.addAll(writer.finish());
                writer = null;
            }
            return written;
        }

        @Override
        public void close() {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
