package io.commitlake.ledger;

import io.commitlake.model.Repository;

/**
 * A repository's place in the repositories tables.
 *
 * @param file the number of the one that holds its row
 * @param repository its row as it entered
 */
public record TrackedRepository(long file, Repository repository) {
    public TrackedRepository {
        if (file < 0) {
            throw new IllegalArgumentException(
                    "repository " + repository.id() + " can't have its row in the file " + file);
        }
    }
}
