package io.commitlake.job.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * The repositories that one search covers: a range of creation times and of stars.
 *
 * @param from the earliest creation time, inclusive, to the second
 * @param to the latest creation time, exclusive
 * @param leastStars minimum number of stars
 * @param mostStars maximum number of stars; empty for no maximum
 */
public record SearchWindow(Instant from, Instant to, long leastStars, OptionalLong mostStars) {
    public SearchWindow {
        if (!from.isBefore(to) || mostStars.orElse(leastStars) < leastStars) {
            throw new IllegalArgumentException("an empty window: " + from + " to " + to + ", " + leastStars + " to "
                    + mostStars.orElse(leastStars) + " stars");
        }
    }

    /** The window in GitHub's search syntax, whose ranges include both ends. */
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
     * Splits the window in two by stars; returns it whole if all its repositories have the same number.
     *
     * @param most the highest number of stars in the window
     */
    List<SearchWindow> splitByStars(long most) {
        if (most <= leastStars) {
            return List.of(this);
        }
        long middle = leastStars + (most - leastStars) / 2;
        return List.of(
                new SearchWindow(from, to, leastStars, OptionalLong.of(middle)),
                new SearchWindow(from, to, middle + 1, mostStars));
    }
}
