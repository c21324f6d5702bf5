package io.commitlake.dataset.check;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.Fault;
import io.commitlake.dataset.FileChangeRow;
import io.commitlake.dataset.FileStateRow;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.contents.Contents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks a single data file as {@code validate} does. */
public final class FileCheck {
    private FileCheck() {}

    /** The faults of a file of this size and hash that should have rows of repository 7 in 1970-01. */
    public static List<Fault> faults(Path file, Table table, long bytes, String sha256) {
        return switch (table) {
            case COMMITS -> faults(file, table, bytes, sha256, CommitRow::of);
            case FILE_CHANGES -> faults(file, table, bytes, sha256, FileChangeRow::of);
            case FILE_STATES -> faults(file, table, bytes, sha256, FileStateRow::of);
            case FILE_CONTENTS -> contentsFaults(file, bytes, sha256);
        };
    }

    private static List<Fault> contentsFaults(Path file, long bytes, String sha256) {
        List<Fault> found = new ArrayList<>();
        DataFile expected = new DataFile("file_contents/fuzzed.parquet", 1, bytes, sha256);
        try (CheckedContents checked = new CheckedContents(
                Optional.of(expected), file, new Export(7, 0), Contents.parse("all"), new Faults(found::add))) {
            checked.drain();
        }
        return found;
    }

    private static <R extends Row> List<Fault> faults(
            Path file, Table table, long bytes, String sha256, Function<Values, R> row) {
        List<Fault> found = new ArrayList<>();
        Faults faults = new Faults(found::add);
        DataFile expected = new DataFile(table.folder() + "/fuzzed.parquet", 1, bytes, sha256);
        try (CheckedFile<R> checked = new CheckedFile<>(
                expected, file, TableSchema.of(table), row, new Export(7, 0), CommitMonth.parse("1970-01"), faults)) {
            while (checked.peek() != null) {
                checked.advance();
            }
        }
        return found;
    }
}
