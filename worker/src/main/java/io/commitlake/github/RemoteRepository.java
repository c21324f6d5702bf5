package io.commitlake.github;

import io.commitlake.model.FullName;
import io.commitlake.model.NodeId;
import io.commitlake.model.RepositoryUrl;
import io.commitlake.model.Sha;
import java.time.Instant;
import java.util.Optional;

/**
 * A repository's current state at GitHub.
 *
 * @param url the address in GitHub's response, such as {@code https://github.com/owner/name}
 * @param diskKilobytes the size on GitHub's disk, in kilobytes
 * @param head the commit that the default branch points to; empty if there is no default branch or it has no commits
 * @param details {@link RepositoryDetails#NONE} if the lookup didn't ask for them
 */
public record RemoteRepository(
        long id,
        String nodeId,
        String fullName,
        String url,
        Instant createdAt,
        long diskKilobytes,
        Optional<Head> head,
        RepositoryDetails details) {
    public RemoteRepository {
        if (id <= 0) {
            throw new IllegalArgumentException("a repository's id is positive, not " + id);
        }
        NodeId.of(nodeId);
        FullName.of(fullName);
        RepositoryUrl.of(url);
    }

    /** The same repository with a head. */
    RemoteRepository withHead(Head newHead) {
        return new RemoteRepository(id, nodeId, fullName, url, createdAt, diskKilobytes, Optional.of(newHead), details);
    }

    /**
     * The commit that a branch points to.
     *
     * @param at the committer date, as GitHub parses it
     */
    public record Head(String sha, Instant at) {
        public Head {
            Sha.of(sha);
        }
    }
}
