package io.commitlake.model;

/**
 * One step of a repository up to a tip.
 *
 * @param repository the repository's id
 * @param number 0, 1, 2, …
 */
public record Export(long repository, long number) {
    public Export {
        if (repository <= 0 || number < 0) {
            throw new IllegalArgumentException("no export " + number + " of repository " + repository);
        }
    }

    /** {@code 1000-3}, as in the names of its files. */
    @Override
    public String toString() {
        return repository + "-" + number;
    }
}
