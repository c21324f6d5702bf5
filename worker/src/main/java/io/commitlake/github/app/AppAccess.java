package io.commitlake.github.app;

import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/**
 * A GitHub App and the installations whose tokens it uses.
 *
 * @param installations the installation ids; each installation has its own budget
 */
public record AppAccess(AppIdentity app, List<String> installations) {
    /**
     * Returns one credential per installation.
     *
     * @param api the root of the REST API
     */
    public List<Credential> credentials(URI api, Transport transport, Clock clock) {
        return installations.stream()
                .<Credential>map(id -> new Installation(app, id, api, transport, clock))
                .toList();
    }
}
