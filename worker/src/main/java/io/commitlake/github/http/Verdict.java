package io.commitlake.github.http;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The meaning of a response. */
public sealed interface Verdict {
    /** The requested data. In GraphQL, parts may be missing, each with an error that names its path. */
    record Ok(JsonNode body) implements Verdict {}

    /**
     * The request met a rate limit.
     *
     * @param primary whether the budget for this resource is used up; otherwise the token must rest for every resource
     * @param until the end of the limit; empty if the response gives none
     */
    record Limited(boolean primary, Optional<Instant> until, String message) implements Verdict {}

    /** Nothing exists at the address, or GitHub hides it from this token. */
    record Gone(String message) implements Verdict {}

    /** GitHub blocks access to the repository. */
    record Blocked(String message) implements Verdict {}

    /** GitHub redirects to another address. */
    record Moved(URI to, String message) implements Verdict {}

    /** The repository has no commits. */
    record Empty(String message) implements Verdict {}

    /** GitHub doesn't accept the token. */
    record BadCredentials(String message) implements Verdict {}

    /** This token has budget left but no access; another token, or anonymous access, may have it. */
    record Forbidden(String message) implements Verdict {}

    /** The requested page is past the 1,000 results that a search shows. */
    record PastTheEnd(String message) implements Verdict {}

    /** The server failed. A retry may help. */
    record ServerFault(String message) implements Verdict {}

    /** The response is truncated, or isn't JSON. A retry may help. */
    record Unreadable(String message) implements Verdict {}

    /** GitHub refuses the request. A retry doesn't help. */
    record Refused(int status, String message) implements Verdict {}

    /** Whether a retry of the same request may help. */
    default boolean isTransient() {
        return this instanceof ServerFault || this instanceof Unreadable;
    }

    /** The exchange and the server's error, as text; empty for {@link Ok}. */
    default String message() {
        return switch (this) {
            case Ok ok -> "";
            case Limited limited -> limited.message();
            case Gone gone -> gone.message();
            case Blocked blocked -> blocked.message();
            case Moved moved -> moved.message();
            case Empty empty -> empty.message();
            case BadCredentials bad -> bad.message();
            case Forbidden forbidden -> forbidden.message();
            case PastTheEnd past -> past.message();
            case ServerFault fault -> fault.message();
            case Unreadable unreadable -> unreadable.message();
            case Refused refused -> refused.message();
        };
    }
}
