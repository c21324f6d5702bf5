package io.commitlake.history;

import io.commitlake.model.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Where a repository is fetched from.
 *
 * @param url of the repository on its server, without a secret in it
 * @param token for the server; empty to ask without one
 */
public record Remote(URI url, Optional<Secret> token) {}
