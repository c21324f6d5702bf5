package io.commitlake.model;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A repository's row in the dataset.
 *
 * @param id GitHub's numeric ID, which stays the same when the name changes
 * @param createdAt the repository's creation time on GitHub
 * @param last the tip of the highest completed export; empty before the first export
 * @param nodeId the GraphQL node ID; empty in files of the original program
 * @param fullName the last known {@code owner/name}; empty in files of the original program
 * @param exports the number of the next export, which is 1 + that of the highest completed one; empty in files of the
 *     original program
 */
public record Repository(
        long id,
        Instant createdAt,
        Optional<Tip> last,
        Optional<String> nodeId,
        Optional<String> fullName,
        OptionalLong exports) {
    public Repository {
        if (id <= 0) {
            throw new IllegalArgumentException("a repository's ID is positive, not " + id);
        }
        nodeId.ifPresent(NodeId::of);
        fullName.ifPresent(FullName::of);
        if (exports.isPresent() && exports.getAsLong() < 0) {
            throw new IllegalArgumentException("repository " + id + " can't have " + exports.getAsLong() + " exports");
        }
    }

    /** Returns a copy without a last commit: the original program's row may name a commit that it never exported. */
    public Repository neverExported() {
        return new Repository(id, createdAt, Optional.empty(), nodeId, fullName, exports);
    }
}
