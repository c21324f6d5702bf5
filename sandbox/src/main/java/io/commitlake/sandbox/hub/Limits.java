package io.commitlake.sandbox.hub;

import java.time.Duration;

/**
 * The rate limits that the sandbox enforces, as GitHub documents them in "Rate limits for the REST API" and "Rate
 * limits and query limits for the GraphQL API".
 *
 * @param token the primary limits of each token
 * @param anonymous the primary limits that all requests without a token share
 * @param secondary the secondary limits of each token, whatever its primary limits leave
 */
public record Limits(Primary token, Primary anonymous, Secondary secondary) {
    private static final int PLENTY = 1_000_000;

    /** GitHub's limits. */
    public static final Limits GITHUB = new Limits(
            new Primary(5000, 30, 5000), new Primary(60, 10, 0), new Secondary(100, 900, 2000, Duration.ofSeconds(60)));

    /** Limits too high to reach; requests are still counted. */
    public static final Limits GENEROUS = new Limits(
            new Primary(PLENTY, PLENTY, PLENTY),
            new Primary(PLENTY, PLENTY, 0),
            new Secondary(PLENTY, PLENTY, PLENTY, Duration.ofSeconds(60)));

    /**
     * Requests per window.
     *
     * @param core REST requests per hour
     * @param search search requests per minute
     * @param graphQl GraphQL queries per hour
     */
    public record Primary(int core, int search, int graphQl) {
        int of(Budgets.Resource resource) {
            return switch (resource) {
                case CORE -> core;
                case SEARCH -> search;
                case GRAPHQL -> graphQl;
            };
        }
    }

    /**
     * The secondary limits.
     *
     * @param concurrent open requests at the same time, REST and GraphQL together
     * @param restPoints points per minute, one per REST request
     * @param graphQlPoints points per minute, one per GraphQL query
     * @param retryAfter the wait that a caller with too many open requests is told
     */
    public record Secondary(int concurrent, int restPoints, int graphQlPoints, Duration retryAfter) {}

    public Limits withToken(Primary newToken) {
        return new Limits(newToken, anonymous, secondary);
    }

    public Limits withSecondary(Secondary newSecondary) {
        return new Limits(token, anonymous, newSecondary);
    }
}
