package io.commitlake.sandbox.hub;

import java.time.Duration;

/**
 * How much the sandbox lets itself be asked, as "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL
 * API" of GitHub's documentation have it.
 *
 * @param token what each token may spend
 * @param anonymous what those without a token may spend together
 * @param secondary what each token may do at once, whatever it has left
 */
public record Limits(Primary token, Primary anonymous, Secondary secondary) {
    private static final int PLENTY = 1_000_000;

    /** GitHub's own. */
    public static final Limits GITHUB = new Limits(
            new Primary(5000, 30, 5000), new Primary(60, 10, 0), new Secondary(100, 900, 2000, Duration.ofSeconds(60)));

    /** More than anybody needs who tries things out; requests are counted all the same. */
    public static final Limits GENEROUS = new Limits(
            new Primary(PLENTY, PLENTY, PLENTY),
            new Primary(PLENTY, PLENTY, 0),
            new Secondary(PLENTY, PLENTY, PLENTY, Duration.ofSeconds(60)));

    /**
     * Requests until the count starts again.
     *
     * @param core an hour, of REST
     * @param search a minute
     * @param graphQl an hour
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
     * What else is refused.
     *
     * @param concurrent requests at the same time, REST and GraphQL together
     * @param restPoints a minute, a request each
     * @param graphQlPoints a minute, a query each
     * @param retryAfter what who has too many requests open is told to wait
     */
    public record Secondary(int concurrent, int restPoints, int graphQlPoints, Duration retryAfter) {}

    public Limits withToken(Primary itsToken) {
        return new Limits(itsToken, anonymous, secondary);
    }

    public Limits withSecondary(Secondary itsSecondary) {
        return new Limits(token, anonymous, itsSecondary);
    }
}
