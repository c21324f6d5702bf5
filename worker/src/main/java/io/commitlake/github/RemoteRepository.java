package io.commitlake.github;

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
    /** The same with a head. */
    RemoteRepository at(Head seen) {
        return new RemoteRepository(id, nodeId, fullName, url, createdAt, diskKilobytes, Optional.of(seen));
    }

    /**
     * A branch's commit.
     *
     * @param at its committer's date, as GitHub reads it
     */
    public record Head(String sha, Instant at) {}
}
