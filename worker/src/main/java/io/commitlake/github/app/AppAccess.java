package io.commitlake.github.app;

import io.commitlake.github.http.Transport;
import io.commitlake.github.tokens.Credential;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/**
 * An App and where it is to ask.
 *
 * @param installations their numbers; each has a budget of its own
 */
public record AppAccess(AppIdentity app, List<String> installations) {
    /**
     * One credential an installation.
     *
     * @param api the root of REST
     */
    public List<Credential> credentials(URI api, Transport transport, Clock clock) {
        return installations.stream()
                .<Credential>map(id -> new Installation(app, id, api, transport, clock))
                .toList();
    }
}
