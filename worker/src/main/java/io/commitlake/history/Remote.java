package io.commitlake.history;

import io.commitlake.model.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a repository is fetched from.
 *
 * @param repository its id
 * @param nodeId its id in GraphQL; empty where only the number is known
 * @param kilobytes of it on the server's disk; empty where that wasn't seen
 * @param url of the repository on its server, without a secret in it
 * @param token for the server; empty to ask without one
 */
public record Remote(
        long repository, Optional<String> nodeId, OptionalLong kilobytes, URI url, Optional<Secret> token) {
    public Remote {
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a repository isn't fetched from " + url);
        }
    }

    /** The same, asked with another token. */
    public Remote with(Optional<Secret> other) {
        return new Remote(repository, nodeId, kilobytes, url, other);
    }
}
