package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableRow;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import org.apache.parquet.io.LocalInputFile;

/**
 * Removes the rows of some repositories from a table whose files have rows of many. The other rows stay as they are, in
 * their order. It holds one row group in memory.
 */
public final class RowRemoval<R extends TableRow> {
    public static final RowRemoval<DataFileRow> DATA_FILES =
            new RowRemoval<>(TableSchema.DATA_FILES, DataFileRow::of, DataFileRow::repositoryId, row -> 0);

    public static final RowRemoval<RepositoryStateRow> REPOSITORY_STATES = new RowRemoval<>(
            TableSchema.REPOSITORY_STATES,
            RepositoryStateRow::of,
            RepositoryStateRow::repositoryId,
            RepositoryStateRow::approximateBytes);

    /**
     * A copy of a file without some rows.
     *
     * @param removed the number of rows that the copy lacks
     * @param file the rows, bytes and SHA-256 of the copy
     */
    public record Copy(long removed, RowFileWriter.Written file) {}

    private final TableSchema schema;
    private final Function<Values, R> read;
    private final ToLongFunction<R> repository;
    private final ToLongFunction<R> approximateBytes;

    private RowRemoval(
            TableSchema schema,
            Function<Values, R> read,
            ToLongFunction<R> repository,
            ToLongFunction<R> approximateBytes) {
        this.schema = schema;
        this.read = read;
        this.repository = repository;
        this.approximateBytes = approximateBytes;
    }

    /**
     * Counts the rows of some repositories in a file.
     *
     * @param key the file's key, for messages
     * @throws CommitlakeException of kind STORE if the file isn't valid
     */
    public long count(String key, Path local, LongPredicate repositories) {
        try (RowFileReader<R> rows = new RowFileReader<>(new LocalInputFile(local), schema, read)) {
            long count = 0;
            for (R row = rows.next(); row != null; row = rows.next()) {
                count += repositories.test(repository.applyAsLong(row)) ? 1 : 0;
            }
            return count;
        } catch (IOException | RuntimeException broken) {
            throw failure(key, broken);
        }
    }

    /**
     * Copies a file without the rows of some repositories. The same rows make the same bytes.
     *
     * @param key the file's key, for messages
     * @param to a local file, which this replaces
     * @throws CommitlakeException of kind STORE if the file isn't valid or the copy can't be written
     */
    public Copy copyWithout(LongPredicate repositories, String key, Path from, Path to) {
        try (RowFileReader<R> rows = new RowFileReader<>(new LocalInputFile(from), schema, read);
                RowFileWriter kept = ExportFile.writer(Files.newOutputStream(to), schema)) {
            long removed = 0;
            for (R row = rows.next(); row != null; row = rows.next()) {
                if (repositories.test(repository.applyAsLong(row))) {
                    removed++;
                } else {
                    kept.write(row, approximateBytes.applyAsLong(row));
                }
            }
            return new Copy(removed, kept.finish());
        } catch (IOException | RuntimeException broken) {
            throw failure(key, broken);
        }
    }

    private static CommitlakeException failure(String key, Exception cause) {
        return CommitlakeException.store(
                key + " can't be copied without some rows: " + FailureText.of(cause)
                        + " (if the file is broken, restore it from a backup; the work folder must have room for it"
                        + " twice)",
                cause);
    }
}
