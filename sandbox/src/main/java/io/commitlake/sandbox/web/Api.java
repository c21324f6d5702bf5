package io.commitlake.sandbox.web;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.util.Optional;

/** One of GitHub's two APIs, which {@link ApiHttp} serves. */
public interface Api {
    /**
     * A request that passed {@link ApiHttp}'s checks.
     *
     * @param path the path below the API's own address, as sent
     * @param accept the accepted media types; empty if the request names none
     * @param caller the caller, never refused
     * @param fault the fault to inject into the answer
     */
    record Request(
            String method,
            String path,
            Query query,
            String accept,
            Tokens.Caller caller,
            byte[] body,
            Optional<Fault> fault) {}

    /** Answers the request. */
    Answer answer(Request request) throws IOException;

    /** Whether the API answers requests without a token. */
    boolean takesAnonymous();

    /** The resource whose limit a request for this path counts against. */
    Budgets.Resource resource(String path);

    /** The scopes of classic tokens that GitHub names for this path. */
    String acceptedScopes(String path);

    /** The permission that a fine-grained token needs for this path, such as {@code contents=read}; empty if GitHub names none. */
    Optional<String> acceptedPermissions(String path);

    /** Whether a request for this path is free. */
    boolean isFree(String path);
}
