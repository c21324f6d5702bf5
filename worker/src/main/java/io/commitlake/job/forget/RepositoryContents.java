package io.commitlake.job.forget;

import java.util.Optional;
import java.util.SortedMap;

/**
 * What a dataset has of a repository.
 *
 * @param repository the repository's id
 * @param fullName its name as last seen; empty if it has no row, or its row has no name
 * @param forgotten whether it is forgotten already
 * @param exports the number of its exports in the ledger
 * @param tables what each table has, without the tables that have nothing
 */
public record RepositoryContents(
        long repository,
        Optional<String> fullName,
        boolean forgotten,
        long exports,
        SortedMap<String, RepositoryContents.Amount> tables) {
    /**
     * What a table has of a repository.
     *
     * @param files the number of files with its rows
     * @param rows the number of its rows; for the three tables of commits, those of complete exports
     * @param bytes the size of the files that are its alone; 0 for a table whose files have rows of others too
     */
    public record Amount(long files, long rows, long bytes) {}

    /** The id and the name, for people. */
    public String title() {
        return "repository " + repository
                + fullName.map(name -> " (" + name + ")").orElse("");
    }
}
