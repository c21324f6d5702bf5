package io.commitlake.github.tokens;

import java.util.Arrays;
import java.util.Optional;

/** A resource for which GitHub keeps a separate rate limit. */
public enum Resource {
    /** REST except search: 5,000 requests an hour with a token, 60 without. */
    CORE("core", 10, 900),
    /** REST search: 30 requests a minute with a token, 10 without. */
    SEARCH("search", 4, 900),
    /** GraphQL: 5,000 points an hour with a token; not available without. */
    GRAPHQL("graphql", 10, 2000),
    /** Git over HTTPS: GitHub reports no budget, and answers 429 when the limit is met. */
    GIT("git", 20, 900);

    private static final int MIN_CONCURRENT_FETCHES = 4;

    private final String apiName;
    private final int maxConcurrent;
    private final int maxPerMinute;

    Resource(String apiName, int maxConcurrent, int maxPerMinute) {
        this.apiName = apiName;
        this.maxConcurrent = maxConcurrent;
        this.maxPerMinute = maxPerMinute;
    }

    /** GitHub's name for the resource, as in {@code x-ratelimit-resource}. */
    public String apiName() {
        return apiName;
    }

    /** The resource with this API name; empty if the worker doesn't use it. */
    public static Optional<Resource> named(String apiName) {
        return Arrays.stream(values())
                .filter(resource -> resource.apiName.equals(apiName))
                .findFirst();
    }

    /** The most concurrent requests per token: well below GitHub's 100, because several processes may share a token. */
    int maxConcurrent() {
        return maxConcurrent;
    }

    /**
     * The most concurrent requests per token after {@code limits} secondary limits in a row: one, to test the limit. A
     * fetch may take hours, so several fetches may still run.
     */
    int maxConcurrentAfter(int limits) {
        if (limits == 0) {
            return maxConcurrent;
        }
        return this == GIT ? Math.max(MIN_CONCURRENT_FETCHES, maxConcurrent >> limits) : 1;
    }

    /** The most requests per token that may start in any minute: GitHub's points per minute, at one point a request. */
    int maxPerMinute() {
        return maxPerMinute;
    }

    boolean hasBudget() {
        return this != GIT;
    }

    /** Whether GitHub accepts anonymous requests; GraphQL needs a token. */
    boolean allowsAnonymous() {
        return this != GRAPHQL;
    }
}
