package io.commitlake.github.tokens;

import io.commitlake.model.Secret;
import java.time.Instant;
import java.util.Optional;

/** What stands for a caller at GitHub. */
public interface Credential {
    /** What came of wanting the token. */
    sealed interface Given {
        /** None is needed: the caller without one. */
        record None() implements Given {}

        /** It is here. */
        record Token(Secret secret) implements Given {}

        /** It can't be had before this moment; others may be had meanwhile. */
        record Later(Instant until, String words) implements Given {}

        /** GitHub gives none. */
        record Never(String words) implements Given {}
    }

    /** The token to send now. It may have to be asked for first, and is asked for once. */
    Given token();

    /**
     * Takes note that GitHub refused a token that it gave.
     *
     * @param sent empty where none was
     * @return whether another one may be had
     */
    boolean refused(Optional<Secret> sent);

    /** A token that a person made: it is good until it is refused. */
    static Credential of(Secret token) {
        return new Credential() {
            @Override
            public Given token() {
                return new Given.Token(token);
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return false;
            }
        };
    }
}
