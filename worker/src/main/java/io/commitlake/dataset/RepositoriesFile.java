package io.commitlake.dataset;

import io.commitlake.dataset.parquet.FileTail;
import io.commitlake.dataset.parquet.Intervals;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.Repository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A file of the {@code repositories} table. */
public final class RepositoriesFile {
    private RepositoriesFile() {}

    /**
     * Reads the rows in file order. The file may come from pandas or another writer, and may have only the four columns
     * that the original program wrote.
     *
     * @param key the file's key, for messages
     * @throws CommitlakeException of kind SETTINGS, with the reason, if the file isn't valid
     */
    public static List<Repository> read(String key, byte[] content) {
        List<Repository> repositories = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        try {
            each(content, row -> {
                if (!seen.add(row.id())) {
                    throw new Values.UnreadableRow("it has repository " + row.id() + " twice");
                }
                repositories.add(row);
            });
        } catch (IOException | RuntimeException | OutOfMemoryError broken) {
            throw CommitlakeException.settings(
                    key + " isn't a valid repositories file: " + reason(broken)
                            + " (it must be Parquet with the columns id, created_at, last_commit_sha, last_commit_at)",
                    broken);
        }
        return repositories;
    }

    /** Reads the rows as far as possible. Anything wrong with the file is a fault, never an exception. */
    static RepositoryTables.Contents readLeniently(String key, byte[] content, Consumer<Fault> to) {
        List<Repository> repositories = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        try {
            each(content, row -> {
                if (seen.add(row.id())) {
                    repositories.add(row);
                } else {
                    to.accept(new Fault(key, "has repository " + row.id() + " twice"));
                }
            });
            return new RepositoryTables.Contents(repositories, true);
        } catch (IOException | RuntimeException | OutOfMemoryError unreadable) {
            to.accept(new Fault(key, "can't be read: " + reason(unreadable)));
            return new RepositoryTables.Contents(repositories, false);
        }
    }

    private static void each(byte[] content, Consumer<Repository> to) throws IOException {
        try (RowFileReader<Repository> rows =
                new RowFileReader<>(new FileTail(content), TableSchema.REPOSITORIES, RepositoryRow::read)) {
            for (String needed : List.of("id", "created_at")) {
                if (!rows.schema().containsField(needed)) {
                    throw new Values.UnreadableRow("it has no column " + needed);
                }
            }
            for (Repository row = rows.next(); row != null; row = rows.next()) {
                to.accept(row);
            }
        }
    }

    /**
     * Reads the columns that other programs added to a file.
     *
     * @param rows the file's rows, from {@link #read}
     * @throws CommitlakeException of kind SETTINGS if the columns can't be read
     */
    static ExtraColumns extraColumns(String key, byte[] content, List<Repository> rows) {
        try {
            return ExtraColumns.read(content, rows);
        } catch (IOException | RuntimeException broken) {
            throw CommitlakeException.settings(
                    key + " has additional columns that can't be kept: " + reason(broken)
                            + " (rewrite them, or remove them)",
                    broken);
        }
    }

    /** Returns a file with these rows in this order; the same rows make the same bytes. */
    public static byte[] write(List<Repository> repositories) {
        return write(repositories, ExtraColumns.NONE);
    }

    /** Returns a file that also has the added columns, after the table's own; a row without values there gets nulls. */
    static byte[] write(List<Repository> repositories, ExtraColumns extra) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableSchema schema = extra.schema(repositories);
        try (RowFileWriter file = new RowFileWriter(out, schema, extra.metadata(schema))) {
            for (Repository repository : repositories) {
                file.write(extra.row(repository), 0);
            }
            file.finish();
            return extra.columns().isEmpty() ? out.toByteArray() : Intervals.repair(out.toByteArray());
        } catch (IOException impossible) {
            throw new UncheckedIOException("can't write a repositories file to memory", impossible);
        }
    }

    /** The message of the first exception made here: Parquet wraps the exceptions that a converter throws. */
    private static String reason(Throwable broken) {
        return FailureText.causes(broken)
                .filter(cause -> cause instanceof Values.UnreadableRow || cause instanceof IllegalArgumentException)
                .findFirst()
                .map(cause -> String.valueOf(cause.getMessage()))
                .orElseGet(() -> String.valueOf(broken.getMessage() == null ? broken : broken.getMessage()));
    }
}
