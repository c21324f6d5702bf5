package io.commitlake.github.http;

import io.commitlake.github.tokens.TokenPool;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.util.Optional;

/** Opens the HTTP client over a test's own server. */
public final class HttpOver {
    /** Answers one request. */
    @FunctionalInterface
    public interface Server {
        Exchange send(URI address, Optional<byte[]> json, Optional<Secret> token);
    }

    private HttpOver() {}

    public static Http server(URI root, Server server, TokenPool tokens) {
        return new Http(root, server::send, tokens);
    }
}
