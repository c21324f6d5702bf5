package io.commitlake.job.runs;

import io.commitlake.storage.Layout;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A run with the repositories that it was asked for, ready for many look-ups. */
public final class AskedRun {
    private static final String PARQUET = ".parquet";

    private final RunSummary summary;
    private final Set<String> asked;

    private AskedRun(RunSummary summary, Set<String> asked) {
        this.summary = summary;
        this.asked = asked;
    }

    public static AskedRun of(RunSummary summary) {
        return new AskedRun(
                summary,
                summary.repositoriesAsked().stream().map(AskedRun::comparable).collect(Collectors.toSet()));
    }

    public RunSummary summary() {
        return summary;
    }

    /**
     * Whether the run was asked for a repository, by its file or by its name.
     *
     * @param file the number of the repository's file
     */
    public boolean includes(Optional<String> name, long file) {
        return asked.isEmpty()
                || asked.contains("repositories_" + file)
                || name.map(AskedRun::comparable).filter(asked::contains).isPresent();
    }

    /** The name of a file without folder and suffix; that of a repository in lower case, as GitHub compares names. */
    private static String comparable(String name) {
        if (!name.startsWith(Layout.REPOSITORIES)) {
            return name.contains("/") || !name.endsWith(PARQUET)
                    ? name.toLowerCase(Locale.ROOT)
                    : name.substring(0, name.length() - PARQUET.length());
        }
        String file = name.substring(Layout.REPOSITORIES.length());
        return file.endsWith(PARQUET) ? file.substring(0, file.length() - PARQUET.length()) : file;
    }
}
