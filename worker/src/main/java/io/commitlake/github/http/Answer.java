package io.commitlake.github.http;

import io.commitlake.model.CommitlakeException;

/**
 * An answer and what it means.
 *
 * @param token by number; 0 for none
 */
public record Answer(Exchange exchange, Verdict verdict, int token) {
    /** What to throw where this isn't what was hoped for: the server's fault is everybody's, all else one repository's. */
    public CommitlakeException failure() {
        String said = verdict.said();
        boolean none = exchange.status() == 0; // no answer came, and what was said says so
        String words = none || said.startsWith(exchange.words()) ? said : exchange.words() + " (" + said + ")";
        return verdict.passing() ? CommitlakeException.github(words) : CommitlakeException.repository(words);
    }
}
