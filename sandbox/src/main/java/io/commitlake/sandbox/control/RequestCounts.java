package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.List;
import java.util.function.Predicate;

/**
 * How often the sandbox was asked since the count was last begun anew.
 *
 * @param tallies of what is alike in kind, caller and status
 * @param latest the last of them, oldest first, as {@code "200 GET /repos/o/n (token 0)"}
 */
public record RequestCounts(List<Tally> tallies, List<String> latest) {

    /**
     * Requests that are alike.
     *
     * @param status 0 where the connection was closed instead; of git, what it was refused with, or 200
     */
    public record Tally(RequestKind kind, Tokens.Caller caller, int status, long count) {}

    public RequestCounts {
        tallies = List.copyOf(tallies);
        latest = List.copyOf(latest);
    }

    public long total() {
        return sum(tally -> true);
    }

    public long of(RequestKind kind) {
        return sum(tally -> tally.kind() == kind);
    }

    public long withStatus(int status) {
        return sum(tally -> tally.status() == status);
    }

    /** Those made with a good token.
     *
     * @param token its place in the list of tokens, from 0 */
    public long withToken(int token) {
        return sum(tally -> tally.caller().equals(new Tokens.Caller.Known(token)));
    }

    private long sum(Predicate<Tally> wanted) {
        return tallies.stream().filter(wanted).mapToLong(Tally::count).sum();
    }
}
