package io.commitlake.job.plan;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.storage.Layout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Selects the repositories files that a command works on. */
public final class RepositorySelection {
    private RepositorySelection() {}

    /**
     * Reads the rows of the selected files, one file at a time, so that no more than a file is in memory.
     *
     * @param names {@code repositories_0} or {@code repositories_0.parquet}; empty for all files
     * @param each receives the rows, in the order of the files' numbers and of the rows in each file
     * @throws CommitlakeException of kind SETTINGS if there is no file yet, or none of a given name; of kind USAGE if a
     *     name isn't a file's. No row has been received then
     */
    static void forEachRow(RepositoryTables tables, List<String> names, String dataset, Consumer<Repository> each) {
        List<Long> existing = names.isEmpty() ? files(tables, dataset) : tables.files();
        List<Long> selected = names.isEmpty() ? existing : numbers(names);
        Set<Long> known = new HashSet<>(existing);
        for (long file : selected) {
            if (!known.contains(file)) {
                throw missing(file, existing, dataset);
            }
        }
        for (long file : selected) {
            tables.read(file)
                    .orElseThrow(() -> missing(file, tables.files(), dataset))
                    .forEach(each);
        }
    }

    private static CommitlakeException missing(long file, List<Long> existing, String dataset) {
        return CommitlakeException.settings("the dataset " + dataset + " has no " + Layout.repositories(file)
                + ": it has " + existing.stream().map(Layout::repositories).toList()
                + "; `commitlake track` and `commitlake discover` add more");
    }

    /**
     * The numbers of all files.
     *
     * @throws CommitlakeException of kind SETTINGS if there is none yet
     */
    public static List<Long> files(RepositoryTables tables, String dataset) {
        List<Long> files = tables.files();
        if (files.isEmpty()) {
            throw CommitlakeException.settings("the dataset " + dataset + " has no repositories yet: add some with"
                    + " `commitlake track owner/name` or `commitlake discover`");
        }
        return files;
    }

    private static List<Long> numbers(List<String> names) {
        List<Long> numbers = new ArrayList<>();
        for (String name : names) {
            String file = name.startsWith(Layout.REPOSITORIES) ? name : Layout.REPOSITORIES + name;
            OptionalLong number = Layout.repositoriesFile(file.endsWith(".parquet") ? file : file + ".parquet");
            numbers.add(number.orElseThrow(() -> CommitlakeException.usage(
                    "\"" + name + "\" isn't a repositories file: it should look like repositories_0")));
        }
        return numbers.stream().distinct().sorted().toList();
    }
}
