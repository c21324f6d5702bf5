package io.commitlake.github;

import io.commitlake.model.Assignment;
import java.util.Optional;

/**
 * A repository that was seen before.
 *
 * @param id GitHub's numeric id: names change, ids don't
 * @param nodeId its id in GraphQL; empty where only the number is known
 */
public record Known(long id, Optional<String> nodeId) {
    /** A planned one. */
    public static Known of(Assignment assignment) {
        return new Known(
                assignment.repository(), Optional.of(assignment.nodeId()).filter(nodeId -> !nodeId.isEmpty()));
    }

    /** As budgets and who may see it are kept: by its number. */
    String key() {
        return Long.toString(id);
    }
}
