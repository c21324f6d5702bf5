package io.commitlake.job.plan;

import io.commitlake.model.RepositoryCondition;
import java.time.Duration;
import java.time.Instant;

/**
 * How often plans ask GitHub for a repository that is gone or blocked. Once it has been so for some time, a plan asks
 * after the same time again, and after 30 days at most: daily runs ask 1, 2, 4, 8, 16 and 32 days after the first one, then
 * every 30 days.
 */
final class AskAgain {
    private static final Duration LONGEST = Duration.ofDays(30);

    /** Daily runs don't plan at the same second each day. */
    private static final Duration TOO_EARLY = Duration.ofHours(1);

    private AskAgain() {}

    /** Whether a plan asks for the repository with this condition now. */
    static boolean isDue(RepositoryCondition condition, Instant now) {
        Duration sofar = Duration.between(condition.firstSeen(), condition.at());
        Duration wait = sofar.compareTo(LONGEST) < 0 ? sofar : LONGEST;
        return !now.isBefore(condition.at().plus(wait).minus(TOO_EARLY));
    }
}
