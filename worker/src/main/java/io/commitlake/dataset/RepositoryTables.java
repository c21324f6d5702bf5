package io.commitlake.dataset;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The repositories files of a dataset. Every change is a conditional put, so no other writer's change is lost. */
public final class RepositoryTables {
    /** The maximum number of rows in a file. */
    public static final int MAX_ROWS = 1000;

    private final Storage storage;

    public RepositoryTables(Storage storage) {
        this.storage = storage;
    }

    /** The numbers of the existing files, ascending. */
    public List<Long> files() {
        List<Long> files = new ArrayList<>();
        storage.list(
                Layout.REPOSITORIES,
                listed -> Layout.repositoriesFile(listed.key()).ifPresent(files::add));
        files.sort(null);
        return files;
    }

    /** A file's rows in file order; empty if the file doesn't exist. */
    public Optional<List<Repository>> read(long file) {
        String key = Layout.repositories(file);
        return storage.get(key).map(stored -> RepositoriesFile.read(key, stored.content()));
    }

    /**
     * The rows of a file that could be read.
     *
     * @param whole whether the whole file could be read
     */
    public record Contents(List<Repository> rows, boolean whole) {}

    /**
     * Reads a file's rows as far as possible.
     *
     * @param to receives the file's faults
     */
    public Contents readLeniently(long file, Consumer<Fault> to) {
        String key = Layout.repositories(file);
        return storage.get(key)
                .map(stored -> RepositoriesFile.readLeniently(key, stored.content(), to))
                .orElse(new Contents(List.of(), true));
    }

    /**
     * Changes a file's rows; creates the file if it doesn't exist. If another writer gets in first, applies the change
     * again, to the rows that it wrote.
     *
     * <p>Columns that other programs added stay, with each repository's values; a new repository has nulls there.
     *
     * @param change maps the current rows to the new ones; if they are equal, nothing is written
     * @return the rows that the file has now
     */
    public List<Repository> change(long file, UnaryOperator<List<Repository>> change) {
        String key = Layout.repositories(file);
        while (true) {
            Optional<Storage.Stored> stored = storage.get(key);
            List<Repository> before = stored.map(held -> RepositoriesFile.read(key, held.content()))
                    .orElse(List.of());
            List<Repository> after = change.apply(before);
            if (after.equals(before)) {
                return before;
            }
            if (after.size() > MAX_ROWS) {
                throw CommitlakeException.store(
                        key + " would have " + after.size() + " rows, but the maximum is " + MAX_ROWS);
            }
            ExtraColumns extra = stored.map(held -> RepositoriesFile.extraColumns(key, held.content(), before))
                    .orElse(ExtraColumns.NONE);
            if (Storage.putIfUnchanged(storage, key, RepositoriesFile.write(after, extra), stored)) {
                return after;
            }
        }
    }
}
