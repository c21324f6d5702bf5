package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.web.Answer;
import java.util.Map;

/** GitHub's error answers. */
final class Errors {
    private static final String DOCUMENTATION = "https://docs.github.com/rest";

    private Errors() {}

    static Answer notFound() {
        return Answer.error(404, "Not Found", DOCUMENTATION);
    }

    static Answer empty() {
        return Answer.error(409, "Git Repository is empty.", DOCUMENTATION);
    }

    static Answer noCommit(String name) {
        return Answer.error(422, "No commit found for SHA: " + name, DOCUMENTATION + "/commits/commits#get-a-commit");
    }

    /**
     * An error for a request that GitHub serves and the sandbox doesn't, so that nobody mistakes an unfiltered list for
     * a filtered one.
     */
    static Answer notServed(String feature) {
        return Answer.error(422, "The sandbox doesn't serve " + feature + ".", DOCUMENTATION);
    }

    static Answer moved(String address) {
        return Answer.json(
                        301,
                        Map.of(
                                "message",
                                "Moved Permanently",
                                "url",
                                address,
                                "documentation_url",
                                DOCUMENTATION + "/using-the-rest-api/best-practices-for-using-the-rest-api"
                                        + "#follow-redirects"))
                .with("Location", address);
    }

    static Answer forbidden(String message) {
        return Answer.error(403, message, DOCUMENTATION);
    }

    /** A repository that was taken down: after a notice (451), or for breaking the terms of service (403). */
    static Answer blocked(int status, String reason, String address) {
        return Answer.json(
                status,
                Map.of(
                        "message",
                        "Repository access blocked",
                        "block",
                        Map.of("reason", reason, "created_at", "2021-04-22T17:53:56Z", "html_url", address)));
    }
}
