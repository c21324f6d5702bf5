package io.commitlake.model.commit;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The author or the committer of a commit, as the commit object names them.
 *
 * @param name the text before the first {@code <}, trimmed and decoded like the message; empty if there is none
 * @param email the text between {@code <} and the next {@code >}, decoded as UTF-8; empty if there is none
 * @param at the date in whole seconds, from 1970 to 9999; 1970-01-01T00:00Z if the object's date is unreadable or
 *     outside
 * @param utcOffset the person's own offset in minutes east of UTC; empty unless the object has {@code +hhmm} or
 *     {@code -hhmm}
 */
public record Signature(Optional<String> name, Optional<String> email, Instant at, OptionalLong utcOffset) {
    public Signature {
        if (at.getEpochSecond() < 0 || at.getEpochSecond() > CommitMonth.LAST_SECOND || at.getNano() != 0) {
            throw new IllegalArgumentException("a signature has a date outside 1970 to 9999: " + at);
        }
    }
}
