package io.commitlake.dataset;

import io.commitlake.dataset.parquet.BytesFile;
import io.commitlake.dataset.parquet.Intervals;
import io.commitlake.dataset.parquet.RowFileReader;
import io.commitlake.dataset.parquet.RowFileWriter;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A file of the {@code repositories} table. */
public final class RepositoriesFile {
    private RepositoriesFile() {}

    /**
     * The rows in the file's order, also of a file with only the four columns that the original program wrote, by
     * pandas or another writer.
     *
     * @param key of the file, for messages
     * @throws CommitlakeException of kind SETTINGS where it is no such file, with what is wrong
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
        } catch (IOException | RuntimeException broken) {
            throw CommitlakeException.settings(
                    key + " is no file of repositories: " + why(broken)
                            + " (it should be Parquet with the columns id, created_at, last_commit_sha, last_commit_at)",
                    broken);
        }
        return repositories;
    }

    /** Whatever is in the file is a fault, never an exception. */
    static RepositoryTables.Contents readable(String key, byte[] content, Consumer<Fault> to) {
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
        } catch (IOException | RuntimeException | OutOfMemoryError garbage) {
            to.accept(new Fault(key, "can't be read: " + why(garbage)));
            return new RepositoryTables.Contents(repositories, false);
        }
    }

    private static void each(byte[] content, Consumer<Repository> to) throws IOException {
        try (RowFileReader<Repository> rows =
                new RowFileReader<>(new BytesFile(content), TableSchema.REPOSITORIES, RepositoriesFile::repository)) {
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
     * The columns of a file that aren't ours.
     *
     * @param rows as {@link #read} gives them
     * @throws CommitlakeException of kind SETTINGS where they can't be read
     */
    static ExtraColumns foreign(String key, byte[] content, List<Repository> rows) {
        try {
            return ExtraColumns.read(content, rows);
        } catch (IOException | RuntimeException broken) {
            throw CommitlakeException.settings(
                    key + " has additional columns that can't be carried over: " + why(broken)
                            + " (write them anew, or remove them)",
                    broken);
        }
    }

    /** A file with these rows in this order; the same rows make the same bytes. */
    public static byte[] write(List<Repository> repositories) {
        return write(repositories, ExtraColumns.NONE);
    }

    /** The same with columns that aren't ours behind ours; a row that has no values there gets nulls. */
    static byte[] write(List<Repository> repositories, ExtraColumns foreign) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableSchema schema = foreign.schema(repositories);
        try (RowFileWriter file = new RowFileWriter(out, schema, foreign.metadata(schema))) {
            for (Repository repository : repositories) {
                file.write(foreign.row(repository), 0);
            }
            file.finish();
            return foreign.columns().isEmpty() ? out.toByteArray() : Intervals.mended(out.toByteArray());
        } catch (IOException impossible) {
            throw new UncheckedIOException("nothing can fail in memory", impossible);
        }
    }

    private static Repository repository(Values row) {
        Optional<String> sha = row.optionalString(2).filter(text -> !text.isBlank());
        Optional<Instant> at = row.optionalTime(3);
        if (sha.isPresent() != at.isPresent()) {
            throw new Values.UnreadableRow("repository " + row.integer(0) + " has "
                    + (sha.isPresent() ? "a last_commit_sha without a last_commit_at" : "a last_commit_at alone"));
        }
        return new Repository(
                row.integer(0),
                row.time(1),
                sha.map(tip -> new Tip(tip, at.orElseThrow().truncatedTo(ChronoUnit.SECONDS))),
                row.optionalString(4),
                row.optionalString(5),
                row.optionalInteger(6));
    }

    /** The first cause that says something: Parquet wraps what a converter throws. */
    private static String why(Throwable broken) {
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof Values.UnreadableRow || cause instanceof IllegalArgumentException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return String.valueOf(broken.getMessage() == null ? broken : broken.getMessage());
    }
}
