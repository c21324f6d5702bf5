package io.commitlake.github.tokens;

import java.time.Instant;
import java.util.List;

/** Whose turn a request is. */
sealed interface Turn {
    /** This one's; it is counted as begun. */
    record Go(Account account) implements Turn {}

    /** Nobody's before one that is on its way has its answer. */
    record Busy() implements Turn {}

    /**
     * Nobody's before this moment.
     *
     * @param who may have the turn, each of which rests
     * @param whole whether that is every token that hasn't left: the same holds for whatever else is asked
     */
    record Rest(Instant until, List<Resting> who, boolean whole) implements Turn {
        public Rest {
            who = List.copyOf(who);
        }
    }

    /**
     * One that rests.
     *
     * @param number of the token; 0 for the caller without one
     */
    record Resting(int number, Reason why) {}

    /** Nobody's: none of those that are left may ask this, or all of them did. */
    record Nobody() implements Turn {}

    /** Nobody's: every token that was given has left. */
    record AllLeft() implements Turn {}
}
