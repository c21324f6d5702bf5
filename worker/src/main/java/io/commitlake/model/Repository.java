package io.commitlake.model;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A repository's row in the dataset.
 *
 * @param id GitHub's numeric id: names change, ids don't
 * @param createdAt when it was made on GitHub
 * @param last the tip of its highest completed export; empty before the first
 * @param nodeId its id in GraphQL; empty in a file as the original program wrote it
 * @param fullName {@code owner/name} as last seen; empty in a file as the original program wrote it
 * @param exports the next export's number, that is 1 + the highest completed one; empty in a file as the original
 *     program wrote it
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
            throw new IllegalArgumentException("a repository's id is positive, not " + id);
        }
        nodeId.ifPresent(NodeId::of);
        fullName.ifPresent(FullName::of);
        if (exports.isPresent() && exports.getAsLong() < 0) {
            throw new IllegalArgumentException("repository " + id + " can't have " + exports.getAsLong() + " exports");
        }
    }

    /** The same without a last commit: the original program's row may name one of which no data lies. */
    public Repository neverExported() {
        return new Repository(id, createdAt, Optional.empty(), nodeId, fullName, exports);
    }
}
