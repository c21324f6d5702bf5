package io.commitlake.history;

import io.commitlake.model.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Where a repository is fetched from.
 *
 * @param repository its id
 * @param url of the repository on its server, without a secret in it
 * @param token for the server; empty to ask without one
 */
public record Remote(long repository, URI url, Optional<Secret> token) {
    /** The same, asked with another token. */
    public Remote with(Optional<Secret> other) {
        return new Remote(repository, url, other);
    }
}
