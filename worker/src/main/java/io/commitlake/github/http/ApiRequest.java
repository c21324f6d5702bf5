package io.commitlake.github.http;

import io.commitlake.github.tokens.Resource;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * A request to GitHub's API.
 *
 * @param json the body of a POST; empty for a GET
 * @param resource the resource whose budget the request spends
 * @param tries the number of attempts before a failing server counts as down
 * @param repository the repository that the request is about, so that the pool can remember which tokens have no
 *     access to it; empty if the request is about none or several
 * @param avoided the numbers of tokens not to use
 */
public record ApiRequest(
        URI address,
        Optional<byte[]> json,
        Resource resource,
        int tries,
        Optional<String> repository,
        Set<Integer> avoided) {
    private static final int TRIES = 4;

    /** A REST GET about one repository. */
    public static ApiRequest get(URI address, String repository) {
        return get(address, Resource.CORE, Optional.of(repository));
    }

    /** A REST GET. */
    public static ApiRequest get(URI address, Resource resource, Optional<String> repository) {
        return new ApiRequest(address, Optional.empty(), resource, TRIES, repository, Set.of());
    }

    /** A GraphQL POST. */
    public static ApiRequest post(URI address, byte[] json, Optional<String> repository) {
        return new ApiRequest(address, Optional.of(json), Resource.GRAPHQL, TRIES, repository, Set.of());
    }

    String verb() {
        return json.isPresent() ? "POST" : "GET";
    }

    ApiRequest withAddress(URI other) {
        return new ApiRequest(other, json, resource, tries, repository, avoided);
    }

    /** The same request with two attempts, for a batch that can be split instead of retried. */
    public ApiRequest withTwoTries() {
        return new ApiRequest(address, json, resource, 2, repository, avoided);
    }

    /** The same request with another token than these. */
    public ApiRequest avoiding(Set<Integer> tokens) {
        return new ApiRequest(address, json, resource, tries, repository, Set.copyOf(tokens));
    }
}
