package io.commitlake.job.plan;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.storage.Layout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Selects the repositories that a command works on, by file or by name. */
public final class RepositorySelection {
    private RepositorySelection() {}

    /**
     * Reads the rows of the selected repositories, one file at a time, so that no more than a file is in memory.
     *
     * @param names {@code repositories_0}, also with the suffix {@code .parquet} or as the key of the file, for a file;
     *     {@code owner/name} in any case for a repository; empty for all files
     * @param each receives the rows, each once, in the order of the files' numbers and of the rows in each file
     * @throws CommitlakeException of kind SETTINGS if there is no file yet, or a named file or repository isn't there; of
     *     kind USAGE if a name is neither a file's nor a repository's. No row has been received then
     */
    static void forEachRow(RepositoryTables tables, List<String> names, String dataset, Consumer<Repository> each) {
        Set<String> repositories = names.stream()
                .filter(RepositorySelection::isRepository)
                .map(RepositorySelection::lowerCase)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> fileNames =
                names.stream().filter(name -> !isRepository(name)).toList();
        List<Long> existing = names.isEmpty() ? files(tables, dataset) : tables.files();
        List<Long> whole = names.isEmpty() ? existing : numbers(fileNames);
        Set<Long> known = new HashSet<>(existing);
        Set<Long> wholeFiles = new HashSet<>(whole);
        for (long file : whole) {
            if (!known.contains(file)) {
                throw missing(file, existing, dataset);
            }
        }
        if (!repositories.isEmpty()) {
            checkTracked(tables, existing, repositories, dataset);
        }
        for (long file : repositories.isEmpty() ? whole : existing) {
            boolean all = wholeFiles.contains(file);
            tables.read(file).orElseThrow(() -> missing(file, tables.files(), dataset)).stream()
                    .filter(row -> all || repositories.contains(name(row)))
                    .forEach(each);
        }
    }

    private static boolean isRepository(String name) {
        return name.contains("/") && !name.startsWith(Layout.REPOSITORIES);
    }

    private static void checkTracked(
            RepositoryTables tables, List<Long> files, Set<String> repositories, String dataset) {
        Set<String> unknown = new TreeSet<>(repositories);
        for (long file : files) {
            tables.read(file).stream()
                    .flatMap(List::stream)
                    .map(RepositorySelection::name)
                    .forEach(unknown::remove);
        }
        if (!unknown.isEmpty()) {
            throw CommitlakeException.settings("the dataset " + dataset + " has no repository "
                    + String.join(", ", unknown) + ": add it with `commitlake track`, or look up its name with"
                    + " `commitlake status`");
        }
    }

    /** The repository's name in lower case, as GitHub compares names; empty if the row has none. */
    private static String name(Repository row) {
        return lowerCase(row.fullName().orElse(""));
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
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
            numbers.add(
                    number.orElseThrow(
                            () -> CommitlakeException.usage(
                                    "\"" + name
                                            + "\" isn't a repositories file: it should look like repositories_0, or like owner/name for a repository")));
        }
        return numbers.stream().distinct().sorted().toList();
    }
}
