package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.List;
import java.util.function.Predicate;

/**
 * The requests since the counts were last reset.
 *
 * @param tallies the counts, by kind, caller and status
 * @param latest the latest requests, at most 1000, oldest first, such as {@code "200 GET /repos/o/n (token 0)"}
 */
public record RequestCounts(List<Tally> tallies, List<String> latest) {

    /**
     * The count of requests with the same kind, caller and status.
     *
     * @param status the status of the answer; 0 if the connection was closed instead. Git requests count as 200 once
     *     served.
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

    /**
     * The requests made with an accepted token.
     *
     * @param token the index of the token, from 0
     */
    public long withToken(int token) {
        return sum(tally -> tally.caller().equals(new Tokens.Caller.Known(token)));
    }

    private long sum(Predicate<Tally> wanted) {
        return tallies.stream().filter(wanted).mapToLong(Tally::count).sum();
    }
}
