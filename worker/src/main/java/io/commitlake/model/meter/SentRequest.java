package io.commitlake.model.meter;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request that was sent once, without its path, which may name a repository.
 *
 * @param peer the server's part in the worker's work
 * @param method the method, such as {@code GET}
 * @param host the server's host
 * @param port the server's port
 * @param status the response's status; empty if no complete response came
 * @param error why there was none, as the name of a type; empty if one came
 */
public record SentRequest(Peer peer, String method, String host, int port, OptionalInt status, Optional<String> error) {
    /** A server that the worker sends requests to. */
    public enum Peer {
        GITHUB("github"),
        STORE("store");

        private final String label;

        Peer(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public SentRequest {
        if (status.isPresent() == error.isPresent()) {
            throw new IllegalArgumentException(
                    "a request has either a status or an error: " + status + " and " + error);
        }
    }
}
