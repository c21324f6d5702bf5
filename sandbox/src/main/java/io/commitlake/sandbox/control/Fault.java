package io.commitlake.sandbox.control;

import java.time.Duration;
import java.util.Optional;

/** What can be made to go wrong with a request. */
public sealed interface Fault {
    /**
     * Answered with a status and nothing else: from 500 with nginx's HTML page; below with what GitHub says, by the kind of
     * request; 403 and 429 are those of a secondary limit.
     *
     * @param retryAfter the header of that name; left out if empty
     */
    record Status(int status, Optional<String> retryAfter) implements Fault {
        public Status {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("A fault's status is 400 to 599, not " + status + ".");
            }
        }

        public Status(int status) {
            this(status, Optional.empty());
        }

        public Status(int status, Duration retryAfter) {
            this(status, Optional.of("" + retryAfter.toSeconds()));
        }
    }

    /** Of GraphQL, under 200: an error without data, such as {@code RATE_LIMITED}. */
    record GraphQlError(String type, String message) implements Fault {}

    /**
     * Of GraphQL: {@code RESOURCE_LIMITS_EXCEEDED}, and of the first list or object of more than {@code kept} all that follows is
     * null. One error is told, at the path of the first null; of an answer that has no more, all is null.
     */
    record Partial(int kept) implements Fault {}

    /** The answer as it were, but after so many bytes of its body the connection is closed. */
    record Truncated(int bytes) implements Fault {}

    /** The connection is closed before a byte is answered. */
    record Reset() implements Fault {}

    /** The answer as it were, after so long by the wall's clock. */
    record Slow(Duration delay) implements Fault {}

    /** Of search: {@code total_count} is higher by so many, or lower, but not below 0. */
    record WrongTotal(int by) implements Fault {}

    /** Of search: {@code incomplete_results}, and the last so many of what is found are missing in items and total alike. */
    record Incomplete(int missing) implements Fault {}

    /** Of search: this page is cut as if the first so many had gone to the end, so pages overlap and leave some out. */
    record Shifted(int by) implements Fault {}

    /** From now on the token is refused. It is named by its place, from 0. */
    record Revoke(int token) implements Fault {}

    /** From now on the token, which is named by its place, is forbidden for one repository ({@code owner/name}). */
    record Forbid(int token, String repository) implements Fault {}

    /** From now on the repository ({@code owner/name}) isn't there for the token: GitHub answers 404, as for private ones. */
    record Hide(int token, String repository) implements Fault {}
}
