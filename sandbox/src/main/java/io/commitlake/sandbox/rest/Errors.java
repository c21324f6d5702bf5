package io.commitlake.sandbox.rest;

import io.commitlake.sandbox.web.Answer;
import io.commitlake.sandbox.web.Refusals;
import java.util.Map;

/** What GitHub answers where it has nothing to show. */
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

    /** What GitHub would do and the sandbox doesn't: an error, so that nobody takes an unfiltered list for a filtered one. */
    static Answer notServed(String what) {
        return Answer.error(422, "The sandbox doesn't serve " + what + ".", DOCUMENTATION);
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

    static Answer forbidden(String owner) {
        return Answer.error(403, Refusals.forbidden(owner), DOCUMENTATION);
    }

    /** Taken down: by a notice (451), or for breaking the terms of service (403). */
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
