package io.commitlake.github.tokens;

import java.time.Instant;
import java.util.List;

/** The token chosen for a request, or the reason why there is none. */
sealed interface TokenChoice {
    /** This token serves the request, which is counted as started. */
    record Chosen(TokenState state) implements TokenChoice {}

    /** Every free token is busy until one of its running requests finishes. */
    record AllBusy() implements TokenChoice {}

    /**
     * Every token that may serve the request rests.
     *
     * @param until the end of the first rest
     * @param resting the resting tokens
     * @param wholePool whether these are all tokens in the pool, so that other requests for the resource wait as well
     */
    record AllResting(Instant until, List<RestingToken> resting, boolean wholePool) implements TokenChoice {
        public AllResting {
            resting = List.copyOf(resting);
        }
    }

    /**
     * A token that rests.
     *
     * @param number the token's number; 0 for anonymous access
     */
    record RestingToken(int number, RestReason reason) {}

    /** No remaining token may serve the request, or the caller avoids all of them. */
    record NoneAllowed() implements TokenChoice {}

    /** GitHub refuses every configured token. */
    record AllRemoved() implements TokenChoice {}
}
