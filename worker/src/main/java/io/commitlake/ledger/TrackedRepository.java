package io.commitlake.ledger;

import io.commitlake.model.Repository;

/**
 * A repository that the dataset tracks, and the repositories file that has its row.
 *
 * @param file the file's number
 * @param repository the row as it was when tracking began
 */
public record TrackedRepository(long file, Repository repository) {
    public TrackedRepository {
        if (file < 0) {
            throw new IllegalArgumentException(
                    "repository " + repository.id() + " can't have its row in repositories file " + file);
        }
    }
}
