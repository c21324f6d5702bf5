package io.commitlake.job.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one search covers: repositories by their creation and their stars.
 *
 * @param from the first second
 * @param to the second after the last one
 * @param leastStars that they have
 * @param mostStars empty for any number
 */
public record SearchWindow(Instant from, Instant to, long leastStars, OptionalLong mostStars) {
    public SearchWindow {
        if (!from.isBefore(to) || mostStars.orElse(leastStars) < leastStars) {
            throw new IllegalArgumentException("an empty window: " + from + " to " + to + ", " + leastStars + " to "
                    + mostStars.orElse(leastStars) + " stars");
        }
    }

    /** In GitHub's words, which name both ends. */
    public String query() {
        return "created:" + from + ".." + to.minusSeconds(1) + " stars:"
                + (mostStars.isPresent() ? leastStars + ".." + mostStars.getAsLong() : ">=" + leastStars)
                + " is:public";
    }

    Duration length() {
        return Duration.between(from, to);
    }

    boolean isASecond() {
        return length().toSeconds() == 1;
    }

    /**
     * The same in two, by stars; itself where all have as many.
     *
     * @param most that any in it has
     */
    List<SearchWindow> byStars(long most) {
        if (most <= leastStars) {
            return List.of(this);
        }
        long middle = leastStars + (most - leastStars) / 2;
        return List.of(
                new SearchWindow(from, to, leastStars, OptionalLong.of(middle)),
                new SearchWindow(from, to, middle + 1, mostStars));
    }
}
