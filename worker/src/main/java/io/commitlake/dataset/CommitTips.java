package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.io.LocalInputFile;

/** Finds the newest commits in files of {@code commits}: those that aren't a parent of another commit in the files. */
public final class CommitTips {
    private static final TableSchema SCHEMA =
            TableSchema.of(Table.COMMITS).only("commit_sha", "commit_at", "parent_commits");

    /** A row's columns, which the original program's files have too. */
    private record Row(String sha, Instant at, List<String> parents) {}

    private CommitTips() {}

    /**
     * Reads the files, with all of their SHAs in memory. Of an export's files, the result is the export's tip alone,
     * because the tip reaches all other commits.
     *
     * @param folder the local folder to download to
     */
    public static List<Tip> of(Storage storage, List<String> keys, Path folder) {
        Map<String, Instant> commits = new HashMap<>();
        Set<String> parents = new HashSet<>();
        Path local = folder.resolve("commits.parquet");
        for (String key : keys) {
            if (!storage.download(key, local)) {
                throw CommitlakeException.store(key + " is missing: restore it from a backup");
            }
            try (RowFileReader<Row> rows = new RowFileReader<>(
                    new LocalInputFile(local),
                    SCHEMA,
                    row -> new Row(
                            row.string(0), row.time(1), row.optionalStrings(2).orElse(List.of())))) {
                for (Row row = rows.next(); row != null; row = rows.next()) {
                    commits.put(row.sha(), row.at());
                    parents.addAll(row.parents());
                }
                Files.delete(local);
            } catch (IOException | RuntimeException unreadable) {
                throw CommitlakeException.store(key + " can't be read: " + FailureText.of(unreadable), unreadable);
            }
        }
        commits.keySet().removeAll(parents);
        return commits.entrySet().stream()
                .map(commit -> new Tip(commit.getKey(), commit.getValue()))
                .toList();
    }
}
