package io.commitlake.dataset.check;

import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.Table;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Checks a file that the original program wrote. The ledger doesn't list such files, so the checks cover only their
 * columns and duplicate commits.
 */
final class OriginalFile {
    /** The number of columns that the original program writes. They are the first columns of our tables. */
    private static final Map<Table, Integer> COLUMNS =
            Map.of(Table.COMMITS, 10, Table.FILE_CHANGES, 11, Table.FILE_STATES, 8);

    private OriginalFile() {}

    static void check(Storage storage, Path folder, String key, KnownCommits commits, Faults faults) {
        Table table = DataKey.parse(key).orElseThrow().table();
        int commitSha = TableSchema.of(table).parquet().getFieldIndex("commit_sha");
        Path local = folder.resolve("original.parquet");
        if (!storage.download(key, local)) {
            return;
        }
        try (RowFileReader<Optional<String>> rows = new RowFileReader<>(
                new LocalInputFile(local), TableSchema.of(table), values -> values.optionalString(commitSha))) {
            List<String> missing = missing(table, rows.schema());
            if (!missing.isEmpty()) {
                faults.add(Faults.Kind.SCHEMA, key, "lacks the columns " + String.join(", ", missing));
            } else if (table == Table.COMMITS) {
                for (Optional<String> sha = rows.next(); sha != null; sha = rows.next()) {
                    commits.add(sha.orElse(""), List.of(), key);
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError corrupt) {
            faults.add(Faults.Kind.UNREADABLE, key, "can't be read: " + corrupt);
        }
    }

    private static List<String> missing(Table table, MessageType found) {
        return TableSchema.of(table).parquet().getFields().stream()
                .limit(Objects.requireNonNull(COLUMNS.get(table)))
                .map(Type::getName)
                .filter(column -> !found.containsField(column))
                .toList();
    }
}
