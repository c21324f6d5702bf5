package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.FailureText;
import io.commitlake.model.ShaSet;
import io.commitlake.model.Table;
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
    private final Storage storage;

    public ExportedCommits(Storage storage) {
        this.storage = storage;
    }

    /**
     * Reads the SHAs of all commits in the valid files of a repository.
     *
     * @param completedFiles the keys of the files of completed exports, of any table
     * @param original whether the original program made an export; the ledger doesn't list the files of such an export
     * @param folder the folder to download to
     * @throws CommitlakeException of kind REPOSITORY if a file of a completed export is missing
     */
    public ShaSet read(long repository, List<String> completedFiles, Predicate<Export> original, Path folder) {
        List<String> keys = new ArrayList<>();
        storage.list(
                Layout.monthsOf(Table.COMMITS, repository),
                listed -> Layout.dataKey(listed.key())
                        .filter(key -> original.test(key.export()))
                        .ifPresent(key -> keys.add(listed.key())));
        completedFiles.stream()
                .filter(key -> Layout.dataKey(key).orElseThrow().table() == Table.COMMITS)
                .forEach(keys::add);
        ShaSet shas = new ShaSet();
        Path local = folder.resolve("exported-commits.parquet");
        for (String key : keys) {
            if (!storage.download(key, local)) {
                throw CommitlakeException.repository(
                        key + " is missing, so its commits can't be told from new ones: run `commitlake validate --all`"
                                + " to list all missing files");
            }
            read(key, local, shas);
        }
        return shas;
    }

    private static void read(String key, Path local, ShaSet shas) {
        TableSchema schema = TableSchema.of(Table.COMMITS);
        int commitSha = schema.parquet().getFieldIndex("commit_sha");
        // Not a CommitRow: the original program's files lack some of its columns.
        try (RowFileReader<String> rows =
                new RowFileReader<>(new LocalInputFile(local), schema, values -> values.string(commitSha))) {
            for (String sha = rows.next(); sha != null; sha = rows.next()) {
                shas.add(sha);
            }
            Files.delete(local);
        } catch (IOException | RuntimeException unreadable) {
            throw CommitlakeException.repository(key + " can't be read: " + FailureText.of(unreadable), unreadable);
        }
    }
}
