package io.commitlake.model;

/**
 * The identity of an export. Each export of a repository adds the commits that are new since the one before.
 *
 * @param repository the repository's ID
 * @param number the export's number within the repository: 0, 1, 2, …
 */
public record Export(long repository, long number) {
    public Export {
        if (repository <= 0 || number < 0) {
            throw new IllegalArgumentException("repository " + repository + " can't have an export " + number);
        }
    }

    /** {@code 1000-3}, as in the names of the export's files. */
    @Override
    public String toString() {
        return repository + "-" + number;
    }
}
