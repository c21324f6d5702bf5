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
     * @param why of each that rests
     */
    record Rest(Instant until, List<Reason> why) implements Turn {
        public Rest {
            why = List.copyOf(why);
        }
    }

    /** Nobody's: none of those that are left may ask this, or all of them did. */
    record Nobody() implements Turn {}

    /** Nobody's: every token that was given has left. */
    record AllLeft() implements Turn {}
}
