package io.commitlake.sandbox.web;

import io.commitlake.sandbox.hub.Tokens;
import java.util.List;
import java.util.Map;

/** GitHub's answers to requests that it refuses. */
public final class Refusals {
    private static final String LIMITS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";

    private Refusals() {}

    static Answer noUserAgent() {
        return Answer.text(
                403,
                "Request forbidden by administrative rules. Please make sure your request has a User-Agent"
                        + " header (https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent)."
                        + " Check https://developer.github.com for other possible causes.\n");
    }

    static Answer unknownVersion(String version) {
        return Answer.json(
                400,
                Map.of(
                        "message", "Bad Request",
                        "errors",
                                "The version you specified in the \"X-GitHub-API-Version\" request header, \"" + version
                                        + "\", is not a supported version. The following versions are currently supported:"
                                        + " \"2026-03-10\" (most recent) and \"2022-11-28\".",
                        "documentation_url", "https://docs.github.com/rest",
                        "status", "400"));
    }

    static Answer badCredentials() {
        return Answer.error(401, "Bad credentials", "https://docs.github.com/rest");
    }

    static Answer needsToken() {
        return Answer.error(
                401,
                "This endpoint requires you to be authenticated.",
                "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql");
    }

    /** The REST answer to a caller with nothing left of its primary limit. */
    static Answer primaryLimit(Tokens.Caller caller) {
        return Answer.error(
                403,
                caller instanceof Tokens.Caller.Known known
                        ? "API rate limit exceeded for user ID " + (known.token() + 1) + "."
                        : "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a"
                                + " higher rate limit. Check out the documentation for more details.)",
                LIMITS);
    }

    /** The GraphQL answer, with status 200, to a caller with nothing left of its primary limit. */
    static Answer primaryLimitInGraphQl(Tokens.Caller caller) {
        int user = caller instanceof Tokens.Caller.Known known ? known.token() + 1 : 0;
        return Answer.json(
                200,
                Map.of(
                        "errors",
                        List.of(Map.of(
                                "type", "RATE_LIMIT",
                                "code", "graphql_rate_limit",
                                "message", "API rate limit already exceeded for user ID " + user + "."))));
    }

    static Answer secondaryLimit(int status) {
        return Answer.error(
                status,
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach"
                        + " out to GitHub Support for help, please include the request ID in your message.",
                LIMITS + "#about-secondary-rate-limits");
    }

    /** The message of an organization that refuses a kind of token, even for what anybody else may read. */
    public static String forbidden(String owner) {
        return "The '" + owner
                + "' organization forbids access via a fine-grained personal access tokens if the token's"
                + " lifetime is greater than 90 days.";
    }

    static Answer gitUnauthorized(String text) {
        return Answer.text(401, text).with("WWW-Authenticate", "Basic realm=\"GitHub\"");
    }

    static Answer gitTooMany() {
        return Answer.text(
                429,
                "This request was rate-limited due to too many requests. Reduce the frequency of your requests or try"
                        + " again later.\n");
    }
}
