package io.commitlake.github.tokens;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import java.util.Optional;

/** What stands for a caller at GitHub. */
public interface Credential {
    /**
     * The token to send now. It may have to be asked for first.
     *
     * @throws CommitlakeException of kind SETTINGS where GitHub refuses to give one, of kind GITHUB where it can't be
     *     asked
     */
    Secret token();

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
            public Secret token() {
                return token;
            }

            @Override
            public boolean refused(Optional<Secret> sent) {
                return false;
            }
        };
    }
}
