package io.commitlake.github;

import io.commitlake.model.FullName;
import io.commitlake.model.NodeId;
import io.commitlake.model.RepositoryUrl;
import io.commitlake.model.Sha;
import java.time.Instant;
import java.util.Optional;

/**
 * A repository as GitHub shows it now.
 *
 * @param url as GitHub gives it, {@code https://github.com/owner/name}
 * @param diskKilobytes its size on GitHub's disk
 * @param head where the default branch points; empty where there is no default branch or nothing in it
 */
public record RemoteRepository(
        long id,
        String nodeId,
        String fullName,
        String url,
        Instant createdAt,
        long diskKilobytes,
        Optional<Head> head) {
    public RemoteRepository {
        if (id <= 0) {
            throw new IllegalArgumentException("a repository's id is positive, not " + id);
        }
        NodeId.of(nodeId);
        FullName.of(fullName);
        RepositoryUrl.of(url);
    }

    /** The same with a head. */
    RemoteRepository at(Head seen) {
        return new RemoteRepository(id, nodeId, fullName, url, createdAt, diskKilobytes, Optional.of(seen));
    }

    /**
     * A branch's commit.
     *
     * @param at its committer's date, as GitHub reads it
     */
    public record Head(String sha, Instant at) {
        public Head {
            Sha.of(sha);
        }
    }
}
