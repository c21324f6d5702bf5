package io.commitlake.github;

import io.commitlake.model.Assignment;
import java.util.Optional;

/**
 * The identity of a repository at GitHub.
 *
 * @param id GitHub's numeric id, which stays the same when the repository is renamed
 * @param nodeId the id in GraphQL; empty if only the numeric id is known
 */
public record RepositoryRef(long id, Optional<String> nodeId) {
    /** The repository of a planned assignment. */
    public static RepositoryRef of(Assignment assignment) {
        return new RepositoryRef(
                assignment.repository(), Optional.of(assignment.nodeId()).filter(nodeId -> !nodeId.isEmpty()));
    }

    /** The key under which the token pool keeps wait times and access: the numeric id. */
    public String key() {
        return Long.toString(id);
    }
}
