package io.commitlake.job.plan;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.storage.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Selects the repositories files that a command works on. */
public final class RepositorySelection {
    private RepositorySelection() {}

    /**
     * Reads the rows of the selected files, by file.
     *
     * @param names {@code repositories_0} or {@code repositories_0.parquet}; empty for all files
     * @throws CommitlakeException of kind SETTINGS if there is no file yet, or none of a given name; of kind USAGE if a
     *     name isn't a file's
     */
    static Map<Long, List<Repository>> read(RepositoryTables tables, List<String> names, String dataset) {
        List<Long> files = names.isEmpty() ? files(tables, dataset) : numbers(names);
        Map<Long, List<Repository>> rows = new LinkedHashMap<>();
        for (long file : files) {
            rows.put(
                    file,
                    tables.read(file)
                            .orElseThrow(() -> CommitlakeException.settings("the dataset " + dataset
                                    + " has no " + Layout.repositories(file) + ": it has "
                                    + tables.files().stream()
                                            .map(Layout::repositories)
                                            .toList()
                                    + "; `commitlake track` and `commitlake discover` add more")));
        }
        return rows;
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
