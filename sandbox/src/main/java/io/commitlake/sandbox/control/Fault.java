package io.commitlake.sandbox.control;

import java.time.Duration;
import java.util.Optional;

/** A fault that a test can inject into a request. */
public sealed interface Fault {
    /**
     * Answers with this status only: from 500 with nginx's HTML page, below that with GitHub's message for the kind of
     * request. 403 and 429 are the answers of a secondary limit.
     *
     * @param status the status, 400 to 599
     * @param retryAfter the value of the {@code Retry-After} header; no header if empty
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

    /** GraphQL only: answers 200 with an error and without data, such as {@code RATE_LIMITED}. */
    record GraphQlError(String type, String message) implements Fault {}

    /**
     * GraphQL only: answers {@code RESOURCE_LIMITS_EXCEEDED} and cuts the first list or object with more than
     * {@code kept} lists or objects in it, of which the rest become null. There is one error, at the path of the first
     * null. If nothing has more than {@code kept}, all data is null.
     */
    record Partial(int kept) implements Fault {}

    /** Answers normally, but closes the connection after this many bytes of the body. */
    record Truncated(int bytes) implements Fault {}

    /** Closes the connection without any answer. */
    record Reset() implements Fault {}

    /** Answers normally after this delay, which the sandbox's movable clock doesn't shorten. */
    record Slow(Duration delay) implements Fault {}

    /** Search only: adds {@code by}, which may be negative, to {@code total_count}, but not below 0. */
    record WrongTotal(int by) implements Fault {}

    /** Search only: sets {@code incomplete_results} and drops the last {@code missing} results from items and total. */
    record Incomplete(int missing) implements Fault {}

    /**
     * Search only: cuts this page as if the first {@code by} results had moved to the end, so that pages overlap and
     * miss some.
     */
    record Shifted(int by) implements Fault {}

    /** Refuses the token with this index, from 0, from now on. */
    record Revoke(int token) implements Fault {}

    /** Forbids the token with this index to read one repository ({@code owner/name}) from now on. */
    record Forbid(int token, String repository) implements Fault {}

    /**
     * Hides one repository ({@code owner/name}) from the token with this index from now on: it answers 404, as for a
     * private one.
     */
    record Hide(int token, String repository) implements Fault {}
}
