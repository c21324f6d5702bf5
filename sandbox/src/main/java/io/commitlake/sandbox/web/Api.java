package io.commitlake.sandbox.web;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.hub.Budgets;
import io.commitlake.sandbox.hub.Tokens;
import java.io.IOException;
import java.util.Optional;

/** One of GitHub's two APIs, behind the {@link ApiHttp}. */
public interface Api {
    /**
     * What is asked.
     *
     * @param path what follows the API's own address, as it was sent
     * @param accept the media types that are wanted; empty if none are named
     * @param caller never refused
     * @param fault what shall go wrong with what is answered
     */
    record Request(
            String method,
            String path,
            Query query,
            String accept,
            Tokens.Caller caller,
            byte[] body,
            Optional<Fault> fault) {}

    /** Answers what has passed the gate. */
    Answer answer(Request request) throws IOException;

    /** Whether it can be asked without a token. */
    boolean takesAnonymous();

    /** What a request of this path spends. */
    Budgets.Resource resource(String path);

    /** Whether a request of this path spends nothing. */
    boolean isFree(String path);
}
