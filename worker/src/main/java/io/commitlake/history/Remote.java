package io.commitlake.history;

import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A repository on a server, and the token to fetch it with.
 *
 * @param repository its numeric ID
 * @param nodeId its ID in GraphQL; empty if only the numeric ID is known
 * @param kilobytes its size on the server's disk, in kilobytes; empty if unknown
 * @param url its address on the server, without credentials
 * @param token the token for the server; empty to send none
 */
public record Remote(
        long repository, Optional<String> nodeId, OptionalLong kilobytes, URI url, Optional<Secret> token) {
    public Remote {
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a repository's address needs a host and no credentials, not " + url);
        }
    }

    /** The same repository with another token; empty for none. */
    public Remote withToken(Optional<Secret> other) {
        return new Remote(repository, nodeId, kilobytes, url, other);
    }
}
