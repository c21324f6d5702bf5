package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Row;
import io.commitlake.model.Export;
import io.commitlake.model.People;
import io.commitlake.model.Table;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.FileChange;
import io.commitlake.model.commit.FileVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one month of one export to a local folder, commit by commit, using the memory of three row groups. The same
 * commits make the same bytes. A table without rows in the month gets no file.
 */
public final class MonthWriter implements AutoCloseable {
    private final Export export;
    private final CommitMonth month;
    private final String name;
    private final String url;
    private final People people;
    private final Path folder;
    private final Map<Table, ExportFile> files = new EnumMap<>(Table.class);
    private @Nullable CommitRow last;

    /**
     * Creates a writer; the first commit creates the first file.
     *
     * @param url the repository's URL, as GitHub gives it
     * @param people how much the files keep of names and e-mail addresses
     * @param folder an existing folder; months of one export may share it
     */
    public MonthWriter(Export export, CommitMonth month, String url, People people, Path folder) {
        this.export = export;
        this.month = month;
        name = month.toString();
        this.url = url;
        this.people = people;
        this.folder = folder;
    }

    /**
     * Adds the commit's row, a row for each file change and a row for each file that the change leaves in the tree.
     *
     * @param commit a commit of this month, after all earlier ones in the order of (commit_at, commit_sha)
     * @throws io.commitlake.model.CommitlakeException of kind REPOSITORY if the disk fails
     */
    public void write(Commit commit) {
        CommitRow row = row(commit);
        if (!CommitMonth.of(commit.at()).equals(month) || (last != null && Row.ORDER.compare(last, row) >= 0)) {
            throw new IllegalArgumentException("commit " + commit.sha() + " of " + commit.at() + " can't come "
                    + (last == null ? "first" : "after " + last.commitSha() + " of " + last.commitAt()) + " in "
                    + month);
        }
        last = row;
        write(row);
        for (FileChange change : commit.changes()) {
            write(new FileChangeRow(
                    export.repository(),
                    commit.sha(),
                    change.sha(),
                    commit.at(),
                    change.path(),
                    FileType.of(change.path()),
                    change.status().text(),
                    change.linesAdded(),
                    change.linesDeleted(),
                    change.linesAdded() + change.linesDeleted(),
                    name,
                    change.previousPath(),
                    change.before().map(FileVersion::sha),
                    change.after().map(FileVersion::mode),
                    change.before().map(FileVersion::mode),
                    change.binary(),
                    commit.parents().size()));
            if (change.size().isPresent()) {
                write(new FileStateRow(
                        export.repository(),
                        commit.sha(),
                        change.sha(),
                        commit.at(),
                        change.size().getAsLong(),
                        Optional.empty(),
                        url + "/raw/" + commit.sha() + "/" + change.escapedPath(),
                        name,
                        change.path()));
            }
        }
    }

    /**
     * Completes the files and returns them in the order commits, file_changes, file_states; tables without rows are
     * left out.
     *
     * @throws io.commitlake.model.CommitlakeException of kind REPOSITORY if the disk fails
     */
    public List<WrittenFile> finish() {
        List<WrittenFile> written = new ArrayList<>();
        files.forEach((table, file) -> written.add(file.finish()));
        files.clear();
        return written;
    }

    /** Deletes unfinished files. */
    @Override
    public void close() {
        files.values().forEach(ExportFile::discard);
        files.clear();
    }

    private CommitRow row(Commit commit) {
        long added = 0;
        long deleted = 0;
        for (FileChange change : commit.changes()) {
            added += change.linesAdded();
            deleted += change.linesDeleted();
        }
        return new CommitRow(
                export.repository(),
                commit.sha(),
                commit.authorId(),
                commit.at(),
                commit.message(),
                commit.changes().size(),
                added,
                deleted,
                commit.parents(),
                name,
                people.name(commit.author().name()),
                people.email(commit.author().email()),
                commit.author().at(),
                commit.author().utcOffset(),
                commit.committerId(),
                people.name(commit.committer().name()),
                people.email(commit.committer().email()),
                commit.committer().utcOffset(),
                commit.tree());
    }

    private void write(Row row) {
        files.computeIfAbsent(row.table(), table -> ExportFile.ofMonth(table, export, month, folder))
                .write(row, row.approximateBytes());
    }
}
