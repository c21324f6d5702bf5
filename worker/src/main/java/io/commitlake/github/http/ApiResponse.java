package io.commitlake.github.http;

import io.commitlake.model.CommitlakeException;

/**
 * A response and its meaning.
 *
 * @param token the number of the token that was sent; 0 for none
 */
public record ApiResponse(Exchange exchange, Verdict verdict, int token) {
    /** The exception for an unexpected verdict: of kind GITHUB for a server fault, else of kind REPOSITORY. */
    public CommitlakeException failure() {
        String reason = verdict.message();
        String summary = exchange.summary();
        boolean noResponse = exchange.status() == 0; // the reason says so already
        String message = noResponse || reason.startsWith(summary) ? reason : summary + " (" + reason + ")";
        return verdict.isTransient() ? CommitlakeException.github(message) : CommitlakeException.repository(message);
    }
}
