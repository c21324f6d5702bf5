package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Row;
import io.commitlake.model.Export;
import io.commitlake.model.Table;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.FileChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one month of one export to a local folder, commit by commit, in as much memory as three row groups take. The
 * same commits make the same bytes. A file begins with its first row: a table without rows in the month has none.
 */
public final class MonthWriter implements AutoCloseable {
    private final Export export;
    private final CommitMonth month;
    private final String name;
    private final String url;
    private final Path folder;
    private final Map<Table, MonthFile> files = new EnumMap<>(Table.class);
    private @Nullable CommitRow last;

    /**
     * Nothing is written yet.
     *
     * @param url of the repository, as GitHub gives it
     * @param folder an existing one; months of one export may share it
     */
    public MonthWriter(Export export, CommitMonth month, String url, Path folder) {
        this.export = export;
        this.month = month;
        name = month.toString();
        this.url = url;
        this.folder = folder;
    }

    /**
     * Adds a commit's row, one for each file that it changed and one for each version that it left.
     *
     * @param commit of this month, after every other by (commit_at, commit_sha)
     * @throws io.commitlake.model.CommitlakeException of kind REPOSITORY where the disk fails
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
                    change.previousPath()));
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
     * Completes the files: commits, then file_changes, then file_states, as far as there are any.
     *
     * @throws io.commitlake.model.CommitlakeException of kind REPOSITORY where the disk fails
     */
    public List<WrittenFile> finish() {
        List<WrittenFile> written = new ArrayList<>();
        files.forEach((table, file) -> written.add(file.finish()));
        files.clear();
        return written;
    }

    /** Removes what is not finished. */
    @Override
    public void close() {
        files.values().forEach(MonthFile::discard);
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
                name);
    }

    private void write(Row row) {
        files.computeIfAbsent(row.table(), table -> MonthFile.open(table, export, month, folder))
                .write(row);
    }
}
