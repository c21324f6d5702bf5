package io.commitlake.dataset.check;

import io.commitlake.dataset.CommitRow;
import io.commitlake.dataset.Fault;
import io.commitlake.dataset.FileChangeRow;
import io.commitlake.dataset.FileStateRow;
import io.commitlake.dataset.Histories;
import io.commitlake.dataset.MonthWriter;
import io.commitlake.dataset.WrittenFile;
import io.commitlake.dataset.parquet.Micros;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.People;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.Layout;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository on disk, with two exports over two months, which tests damage and check. */
abstract class CheckedRepository {
    static final CommitMonth JANUARY = CommitMonth.parse("2024-01");
    static final CommitMonth FEBRUARY = CommitMonth.parse("2024-02");
    static final Export FIRST = new Export(1000, 0);
    static final Export SECOND = new Export(1000, 1);
    static final String ROW_FILE = "repositories/repositories_0.parquet";

    @TempDir
    Path folder;

    Path dataset = Path.of("");
    final Map<Export, List<DataFile>> ledger = new TreeMap<>(Comparator.comparingLong(Export::number));
    Optional<Tip> last = Optional.empty();
    long first;
    People people = People.CLEAR;
    Optional<Export> open = Optional.empty();

    @BeforeEach
    void twoMonthsInTwoExports() throws IOException {
        dataset = Files.createDirectory(folder.resolve("dataset"));
        Files.createDirectory(folder.resolve("work"));
        List<Commit> commits = new ArrayList<>();
        for (int number = 0; number < 90; number++) {
            commits.add(Histories.commit(
                    number, Instant.parse("2024-01-16T00:00:00Z").plusSeconds(number * 28_800L)));
        }
        export(FIRST, commits.subList(0, 60));
        export(SECOND, commits.subList(60, 90));
        last = Optional.of(new Tip(commits.getLast().sha(), commits.getLast().at()));
    }

    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        check(faults);
        return faults;
    }

    List<String> messages(Table table) {
        return faults().stream()
                .filter(fault -> fault.file().equals(Layout.dataFile(table, FIRST, JANUARY)))
                .map(Fault::what)
                .toList();
    }

    RepositoryCheck.Checked check(List<Fault> faults) {
        return check(storage())
                .checkAll(
                        new ExpectedExports(
                                1000, ROW_FILE, last, first, complete(0), export -> open.equals(Optional.of(export))),
                        faults::add);
    }

    RepositoryCheck check(Storage storage) {
        return new RepositoryCheck(
                storage,
                downloads -> downloads.forEach(Runnable::run),
                folder.resolve("work"),
                people,
                KeptContents.NONE,
                new Semaphore(1),
                CheckProgress.NONE);
    }

    Storage storage() {
        return Storages.open(new StorageLocation.Folder(dataset), S3Access.byDefault());
    }

    Map<Export, Outcome.Complete> complete(long from) {
        Map<Export, Outcome.Complete> complete = new TreeMap<>(Comparator.comparingLong(Export::number));
        ledger.forEach((export, files) -> {
            if (export.number() >= from) {
                complete.put(export, new Outcome.Complete(1, files));
            }
        });
        return complete;
    }

    void export(Export export, List<Commit> commits) throws IOException {
        Map<CommitMonth, List<Commit>> months = new TreeMap<>();
        commits.forEach(commit -> months.computeIfAbsent(CommitMonth.of(commit.at()), month -> new ArrayList<>())
                .add(commit));
        List<DataFile> files = new ArrayList<>();
        for (Map.Entry<CommitMonth, List<Commit>> month : months.entrySet()) {
            try (MonthWriter writer =
                    new MonthWriter(export, month.getKey(), Histories.URL, People.CLEAR, folder.resolve("work"))) {
                month.getValue().forEach(writer::write);
                for (WrittenFile written : writer.finish()) {
                    files.add(written.file());
                    Path at = dataset.resolve(written.file().key());
                    Files.createDirectories(at.getParent());
                    Files.move(written.local(), at, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        ledger.put(export, files);
    }

    Path local(Table table, Export export, CommitMonth month) {
        return dataset.resolve(Layout.dataFile(table, export, month));
    }

    Path sibling(String name) {
        return local(Table.COMMITS, FIRST, JANUARY).resolveSibling(name);
    }

    /** Rewrites the first export's file for January with changed rows. */
    RowFileWriter.Written rewrite(Table table, UnaryOperator<List<Row>> change) throws IOException {
        Path file = local(table, FIRST, JANUARY);
        List<Row> rows = new ArrayList<>();
        try (RowFileReader<Row> reader =
                new RowFileReader<>(new LocalInputFile(file), TableSchema.of(table), values -> switch (table) {
                    case COMMITS -> CommitRow.of(values);
                    case FILE_CHANGES -> FileChangeRow.of(values);
                    case FILE_STATES -> FileStateRow.of(values);
                    case FILE_CONTENTS -> throw new IllegalArgumentException("file contents have no months");
                })) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        try (RowFileWriter writer = new RowFileWriter(Files.newOutputStream(file), TableSchema.of(table))) {
            for (Row row : change.apply(rows)) {
                writer.write(row, row.approximateBytes());
            }
            return writer.finish();
        }
    }

    /** Rewrites a file and its entry in the ledger, so that only the rows themselves show the fault. */
    void rewriteWithLedger(Table table, UnaryOperator<List<Row>> change) throws IOException {
        RowFileWriter.Written written = rewrite(table, change);
        String key = Layout.dataFile(table, FIRST, JANUARY);
        ledger.computeIfPresent(
                FIRST,
                (export, files) -> files.stream()
                        .map(file -> file.key().equals(key)
                                ? new DataFile(key, written.rows(), written.bytes(), written.sha256())
                                : file)
                        .toList());
    }

    void pyarrow(Path file, String change) {
        Python.run("-c", """
                import sys
                import pyarrow as pa, pyarrow.parquet as pq
                table = pq.ParquetFile(sys.argv[1]).read()
                pq.write_table(%s, sys.argv[1])
                """.formatted(change), file.toString());
    }

    static List<Row> without(List<Row> rows, int at) {
        List<Row> fewer = new ArrayList<>(rows);
        fewer.remove(at);
        return fewer;
    }

    static List<Row> twice(List<Row> rows, int at) {
        List<Row> more = new ArrayList<>(rows);
        more.add(at, rows.get(at));
        return more;
    }

    static Column column(int column, UnaryOperator<Object> change) {
        return new Column(column, change);
    }

    /** Changes one column of the first row. */
    record Column(int column, UnaryOperator<Object> change) implements UnaryOperator<List<Row>> {
        @Override
        public List<Row> apply(List<Row> rows) {
            List<Row> changed = new ArrayList<>(rows);
            changed.set(0, one(rows.getFirst()));
            return changed;
        }

        Row one(Row row) {
            Object[] values = new Object[row.getSchema().getFields().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.get(i) instanceof Long micros
                                && row.getSchema().getFields().get(i).name().endsWith("_at")
                        ? Micros.toInstant(micros)
                        : row.get(i);
            }
            values[column] = change.apply(values[column]);
            Values read = new Values(List.of(), values);
            return switch (row.table()) {
                case COMMITS -> CommitRow.of(read);
                case FILE_CHANGES -> FileChangeRow.of(read);
                case FILE_STATES -> FileStateRow.of(read);
                case FILE_CONTENTS -> throw new IllegalArgumentException("file contents have no months");
            };
        }
    }
}
