package io.commitlake.benchmark;

import io.commitlake.dataset.FileChangeRow;
import io.commitlake.dataset.parquet.Row;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.io.LocalInputFile;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writes and reads all file changes of an export as one Parquet file on local disk. An operation is one such file. */
@State(Scope.Thread)
public class FileChangesBenchmark {
    private static final TableSchema SCHEMA = TableSchema.of(Table.FILE_CHANGES);

    private final Path file = Inputs.scratch().resolve("file_changes.parquet");
    private final List<FileChangeRow> changes = exported();

    /** Writes the file once, for the benchmark that reads it. */
    public FileChangesBenchmark() {
        try {
            writeTo(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Benchmark
    public RowFileWriter.Written write(Counters counters) throws IOException {
        counters.count += changes.size();
        return writeTo(Inputs.scratch().resolve("written.parquet"));
    }

    @Benchmark
    public FileChangeRow read(Counters counters) throws IOException {
        FileChangeRow last = changes.getLast();
        try (RowFileReader<FileChangeRow> reader =
                new RowFileReader<>(new LocalInputFile(file), SCHEMA, FileChangeRow::of)) {
            for (FileChangeRow row = reader.next(); row != null; row = reader.next()) {
                last = row;
                counters.count++;
            }
        }
        return last;
    }

    private RowFileWriter.Written writeTo(Path to) throws IOException {
        try (RowFileWriter writer = new RowFileWriter(Files.newOutputStream(to), SCHEMA)) {
            for (FileChangeRow change : changes) {
                writer.write(change, change.approximateBytes());
            }
            return writer.finish();
        }
    }

    /** The export's rows in the order of its files. */
    private static List<FileChangeRow> exported() {
        List<FileChangeRow> changes = new ArrayList<>();
        try (Stream<Path> found = Files.walk(Inputs.dataset().resolve(Table.FILE_CHANGES.folder()))) {
            List<Path> files =
                    found.filter(path -> path.toString().endsWith(".parquet")).toList();
            for (Path each : files) {
                try (RowFileReader<FileChangeRow> reader =
                        new RowFileReader<>(new LocalInputFile(each), SCHEMA, FileChangeRow::of)) {
                    for (FileChangeRow row = reader.next(); row != null; row = reader.next()) {
                        changes.add(row);
                    }
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        changes.sort(Row.ORDER);
        return changes;
    }
}
