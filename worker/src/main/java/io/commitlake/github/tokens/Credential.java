package io.commitlake.github.tokens;

import io.commitlake.model.secret.Secret;
import java.time.Instant;
import java.util.Optional;

/** A source of tokens that authenticate requests to GitHub. */
public interface Credential {
    /** The outcome of obtaining a token. */
    sealed interface Grant {
        /** Anonymous access needs no token. */
        record None() implements Grant {}

        /** A token to send. */
        record Token(Secret secret) implements Grant {}

        /** GitHub failed to issue a token; the next attempt may start at {@code until}. */
        record Unavailable(Instant until, String reason) implements Grant {}

        /** GitHub refuses to issue a token, so another attempt doesn't help. */
        record Denied(String reason) implements Grant {}
    }

    /** The token to send now; asks GitHub for it at most once if need be. */
    Grant token();

    /**
     * Records that GitHub refused a token of this credential.
     *
     * @param sent the refused token; empty if the request had none
     * @return whether another token may be available
     */
    boolean refused(Optional<Secret> sent);

    /** A credential for a personal access token, which is valid until GitHub refuses it. */
    static Credential of(Secret token) {
        return new Credential() {
            @Override
            public Grant token() {
                return new Grant.Token(token);
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return false;
            }
        };
    }
}
