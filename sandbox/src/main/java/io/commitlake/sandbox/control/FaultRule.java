package io.commitlake.sandbox.control;

import io.commitlake.sandbox.hub.Tokens;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A fault to inject, and the requests that it applies to.
 *
 * @param fault the fault
 * @param kind the kind of request; any if empty
 * @param path a part of the method, path and query, such as {@code GET /repos/o/n/commits?page=2}; any if empty
 * @param token the index of the token that makes the request; any if empty
 * @param after the number of matching requests that pass first
 * @param times the number of matching requests that fail after those
 */
public record FaultRule(Fault fault, Optional<RequestKind> kind, String path, OptionalInt token, int after, int times) {
    public FaultRule {
        if (after < 0 || times < 1) {
            throw new IllegalArgumentException(
                    "A fault rule needs 'after' of at least 0 and 'times' of at least 1, not after " + after + " and "
                            + times + " times.");
        }
    }

    /** Applies the fault to the next request only, of any kind. */
    public static FaultRule of(Fault fault) {
        return new FaultRule(fault, Optional.empty(), "", OptionalInt.empty(), 0, 1);
    }

    public FaultRule kind(RequestKind newKind) {
        return new FaultRule(fault, Optional.of(newKind), path, token, after, times);
    }

    public FaultRule path(String part) {
        return new FaultRule(fault, kind, part, token, after, times);
    }

    public FaultRule token(int index) {
        return new FaultRule(fault, kind, path, OptionalInt.of(index), after, times);
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

    boolean matches(RequestKind requestKind, String request, Tokens.Caller caller) {
        return kind.map(requestKind::equals).orElse(true)
                && request.contains(path)
                && (token.isEmpty() || caller.equals(new Tokens.Caller.Known(token.getAsInt())));
    }
}
