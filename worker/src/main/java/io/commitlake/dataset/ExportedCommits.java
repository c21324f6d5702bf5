package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.ShaSet;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.parquet.io.LocalInputFile;

/** The commits of a repository that the dataset already has. They replace frontiers that GitHub no longer has. */
public final class ExportedCommits {
    /** The SHAs of commits files, without the other columns. The original program's files lack some of those. */
    public static final TableSchema SHAS = TableSchema.of(Table.COMMITS).only("commit_sha");

    private final Storage storage;

    public ExportedCommits(Storage storage) {
        this.storage = storage;
    }

    /**
     * Reads the SHAs of a month's commits.
     *
     * @param counts tells, by its key, whether a file belongs to a completed export that matters
     * @param folder the folder to download to
     * @throws CommitlakeException of kind REPOSITORY if a file can't be read
     */
    public ShaSet read(long repository, CommitMonth month, Predicate<String> counts, Path folder) {
        List<String> keys = new ArrayList<>();
        storage.list(Layout.monthOf(Table.COMMITS, repository, month), listed -> keys.add(listed.key()));
        ShaSet shas = new ShaSet();
        Path local = folder.resolve("exported-commits.parquet");
        for (String key : keys) {
            if (counts.test(key)) {
                if (!storage.download(key, local)) {
                    throw CommitlakeException.repository(key + " is gone, though nothing should remove it");
                }
                read(key, local, shas);
            }
        }
        return shas;
    }

    private static void read(String key, Path local, ShaSet shas) {
        try (RowFileReader<String> rows =
                new RowFileReader<>(new LocalInputFile(local), SHAS, values -> values.string(0))) {
            for (String sha = rows.next(); sha != null; sha = rows.next()) {
                shas.add(sha);
            }
            Files.delete(local);
        } catch (IOException | RuntimeException unreadable) {
            throw CommitlakeException.repository(key + " can't be read: " + FailureText.of(unreadable), unreadable);
        }
    }
}
