package io.commitlake.github.tokens;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The states of all configured tokens, numbered from 1, and of anonymous access, numbered 0. Not thread-safe:
 * {@link TokenQueue} holds the lock.
 */
final class TokenStates {
    private final List<TokenState> tokens = new ArrayList<>();
    private final TokenState anonymous = new TokenState(0, Optional.empty());

    TokenStates(List<? extends Credential> credentials) {
        for (Credential credential : credentials) {
            tokens.add(new TokenState(tokens.size() + 1, Optional.of(credential)));
        }
    }

    List<TokenState> tokens() {
        return tokens;
    }

    TokenState anonymous() {
        return anonymous;
    }

    /** The state of a token by its number; 0 is anonymous access. */
    TokenState byNumber(int number) {
        return number == 0 ? anonymous : tokens.get(number - 1);
    }

    /**
     * The requests that all tokens together have left for a resource. A window that has ended counts as full; empty if
     * no budget has been read yet.
     */
    OptionalLong remaining(Resource resource, Instant now) {
        long[] remaining = (tokens.isEmpty() ? Stream.of(anonymous) : tokens.stream())
                .filter(state -> state.canUse(resource))
                .flatMapToLong(state -> state.allowance(resource).lastRemaining(now).stream())
                .toArray();
        return remaining.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Arrays.stream(remaining).sum());
    }

    /** The use of each token, then of anonymous access if there was any. */
    List<TokenUse> uses(Instant now) {
        List<TokenUse> uses = new ArrayList<>();
        tokens.forEach(state -> uses.add(TokenUse.of(state, now)));
        TokenUse anonymousUse = TokenUse.of(anonymous, now);
        if (!anonymousUse.requests().isEmpty()) {
            uses.add(anonymousUse);
        }
        return uses;
    }
}
