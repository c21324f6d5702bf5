package io.commitlake.github;

import io.commitlake.github.tokens.Resource;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The GitHub endpoints that the worker calls. */
enum Endpoint {
    REPOSITORY("GET", "/repos/[^/]+/[^/]+|/repositories/\\d+", Resource.CORE),
    COMMITS("GET", "(/repos/[^/]+/[^/]+|/repositories/\\d+)/commits", Resource.CORE),
    COMMIT("GET", "(/repos/[^/]+/[^/]+|/repositories/\\d+)/commits/([^/]+|heads/.+)", Resource.CORE),
    COMPARE("GET", "(/repos/[^/]+/[^/]+|/repositories/\\d+)/compare/.+", Resource.CORE),
    BLOB("GET", "(/repos/[^/]+/[^/]+|/repositories/\\d+)/git/blobs/[^/]+", Resource.CORE),
    SEARCH("GET", "/search/repositories", Resource.SEARCH),
    GRAPHQL("POST", "/graphql", Resource.GRAPHQL),
    APP_TOKEN("POST", "/app/installations/\\d+/access_tokens", Resource.CORE),
    RATE_LIMIT("GET", "/rate_limit", Resource.CORE);

    private final String method;
    private final Pattern path;
    private final Resource resource;

    Endpoint(String method, String path, Resource resource) {
        this.method = method;
        this.path = Pattern.compile(path);
        this.resource = resource;
    }

    Resource resource() {
        return resource;
    }

    /** The endpoint of a recorded request; empty if the worker never sends such a request. */
    static Optional<Endpoint> of(Recording recording) {
        return Stream.of(values())
                .filter(endpoint -> endpoint.method.equals(recording.method())
                        && endpoint.path.matcher(recording.path()).matches()
                        && recording.acceptsJson())
                .findFirst();
    }
}
