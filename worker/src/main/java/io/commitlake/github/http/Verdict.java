package io.commitlake.github.http;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What an answer means. */
public sealed interface Verdict {
    /** What was asked for. In GraphQL parts of it may be missing, with an error that names the path. */
    record Ok(JsonNode body) implements Verdict {}

    /**
     * A limit was met.
     *
     * @param primary the budget is spent, for this resource; else the token as a whole is to rest
     * @param until empty where the answer doesn't say
     */
    record Limited(boolean primary, Optional<Instant> until, String words) implements Verdict {}

    /** There is no such thing, or this token may not know of it. */
    record Gone(String words) implements Verdict {}

    /** GitHub withholds the repository. */
    record Blocked(String words) implements Verdict {}

    /** It is at another address now. */
    record Moved(URI to, String words) implements Verdict {}

    /** The repository has no commit. */
    record Empty(String words) implements Verdict {}

    /** GitHub doesn't know the token. */
    record BadCredentials(String words) implements Verdict {}

    /** This token may not see it, though it has budget left; another one, or none, may. */
    record Forbidden(String words) implements Verdict {}

    /** The search has more results than the 1,000 that it shows. */
    record PastTheEnd(String words) implements Verdict {}

    /** The server failed. Asking again may help. */
    record ServerFault(String words) implements Verdict {}

    /** The answer is cut off, or isn't JSON. Asking again may help. */
    record Unreadable(String words) implements Verdict {}

    /** The question as such is refused. Asking again doesn't help. */
    record Refused(int status, String words) implements Verdict {}

    /** Whether asking the same again may help. */
    default boolean passing() {
        return this instanceof ServerFault || this instanceof Unreadable;
    }

    /** What the server said, for a message; empty for what was asked for. */
    default String said() {
        return switch (this) {
            case Ok ok -> "";
            case Limited limited -> limited.words();
            case Gone gone -> gone.words();
            case Blocked blocked -> blocked.words();
            case Moved moved -> moved.words();
            case Empty empty -> empty.words();
            case BadCredentials bad -> bad.words();
            case Forbidden forbidden -> forbidden.words();
            case PastTheEnd past -> past.words();
            case ServerFault fault -> fault.words();
            case Unreadable unreadable -> unreadable.words();
            case Refused refused -> refused.words();
        };
    }
}
