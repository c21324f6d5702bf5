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

/** The repositories that a command is about. */
public final class RepositorySelection {
    private RepositorySelection() {}

    /**
     * The rows of the files asked for, by file.
     *
     * @param names {@code repositories_0} or {@code repositories_0.parquet}; empty for all files
     * @throws CommitlakeException of kind SETTINGS where there is no file yet, or not the one asked for; of kind USAGE
     *     where a name isn't one
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
                                    + "; `commitlake track` and `commitlake discover` make more")));
        }
        return rows;
    }

    /**
     * The numbers of all files.
     *
     * @throws CommitlakeException of kind SETTINGS where there is none yet
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
                    "\"" + name + "\" names no repositories file: it should be such as repositories_0")));
        }
        return numbers.stream().distinct().sorted().toList();
    }
}
