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

/** The repositories files of a dataset. Every change is a conditional put, so that no other writer's is lost. */
public final class RepositoryTables {
    /** As many rows as a file may have. */
    public static final int MOST_ROWS = 1000;

    private final Storage storage;

    public RepositoryTables(Storage storage) {
        this.storage = storage;
    }

    /** The numbers of the files that are there, ascending. */
    public List<Long> files() {
        List<Long> files = new ArrayList<>();
        storage.list(
                Layout.REPOSITORIES,
                listed -> Layout.repositoriesFile(listed.key()).ifPresent(files::add));
        files.sort(null);
        return files;
    }

    /** A file's rows, in its order; empty where it isn't there. */
    public Optional<List<Repository>> read(long file) {
        String key = Layout.repositories(file);
        return storage.get(key).map(stored -> RepositoriesFile.read(key, stored.content()));
    }

    /**
     * What there is of a file's rows.
     *
     * @param whole whether all of the file could be read
     */
    public record Contents(List<Repository> rows, boolean whole) {}

    /**
     * A file's rows as far as they can be read.
     *
     * @param to takes what is wrong with the file
     */
    public Contents readable(long file, Consumer<Fault> to) {
        String key = Layout.repositories(file);
        return storage.get(key)
                .map(stored -> RepositoriesFile.readable(key, stored.content(), to))
                .orElse(new Contents(List.of(), true));
    }

    /**
     * Changes a file's rows, and begins it where it isn't there. Where another writer comes first, the change is made
     * again on what that one wrote.
     *
     * <p>Columns that others added stay, with each repository's values; a repository that is added has nulls there.
     *
     * @param change from the rows to the rows; the same rows again mean that nothing is put
     * @return the rows that are there now
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
            if (after.size() > MOST_ROWS) {
                throw CommitlakeException.store(
                        key + " would have " + after.size() + " rows, and " + MOST_ROWS + " are the most");
            }
            ExtraColumns foreign = stored.map(held -> RepositoriesFile.foreign(key, held.content(), before))
                    .orElse(ExtraColumns.NONE);
            byte[] content = RepositoriesFile.write(after, foreign);
            boolean put = stored.isPresent()
                    ? storage.putIfMatch(key, content, stored.get().version())
                    : storage.putIfAbsent(key, content);
            if (put) {
                return after;
            }
        }
    }
}
