package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A fault that is ordered, and for which requests.
 *
 * @param kind of request; any if empty
 * @param path a part of method, path and query, as {@code GET /repos/o/n/commits?page=2}; any if empty
 * @param token place of the token they are made with; any if empty
 * @param after so many of them pass first
 * @param times so many of them then fail
 */
public record FaultRule(Fault fault, Optional<RequestKind> kind, String path, OptionalInt token, int after, int times) {
    public FaultRule {
        if (after < 0 || times < 1) {
            throw new IllegalArgumentException("A fault comes after 0 or more and 1 or more times, not after " + after
                    + " and " + times + " times.");
        }
    }

    /** Once, at the next request of any kind. */
    public static FaultRule of(Fault fault) {
        return new FaultRule(fault, Optional.empty(), "", OptionalInt.empty(), 0, 1);
    }

    public FaultRule kind(RequestKind itsKind) {
        return new FaultRule(fault, Optional.of(itsKind), path, token, after, times);
    }

    public FaultRule path(String itsPath) {
        return new FaultRule(fault, kind, itsPath, token, after, times);
    }

    public FaultRule token(int itsToken) {
        return new FaultRule(fault, kind, path, OptionalInt.of(itsToken), after, times);
    }

    public FaultRule after(int requests) {
        return new FaultRule(fault, kind, path, token, requests, times);
    }

    public FaultRule times(int requests) {
        return new FaultRule(fault, kind, path, token, after, requests);
    }

    public FaultRule always() {
        return times(Integer.MAX_VALUE);
    }

    boolean matches(RequestKind itsKind, String request, Tokens.Caller caller) {
        return kind.map(itsKind::equals).orElse(true)
                && request.contains(path)
                && (token.isEmpty() || caller.equals(new Tokens.Caller.Known(token.getAsInt())));
    }
}
