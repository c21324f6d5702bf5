package io.commitlake.job.plan;

import io.commitlake.model.RepositoryCondition;
import java.time.Duration;
import java.time.Instant;

/**
 * How often plans ask GitHub for a repository that is gone or blocked. A plan asks again once as much time has passed
 * since the last answer as lies between the first answer and the last, but after 30 days at the latest: daily runs ask 1,
 * 2, 4, 8, 16 and 32 days after the first one, then every 30 days.
 */
final class AskAgain {
    private static final Duration LONGEST = Duration.ofDays(30);

    /** Daily runs don't plan at the same second each day. */
    private static final Duration TOO_EARLY = Duration.ofHours(1);

    private AskAgain() {}

    /** Whether a plan asks for the repository with this condition now. */
    static boolean isDue(RepositoryCondition condition, Instant now) {
        Duration soFar = Duration.between(condition.firstSeen(), condition.at());
        Duration wait = soFar.compareTo(LONGEST) < 0 ? soFar : LONGEST;
        return !now.isBefore(condition.at().plus(wait).minus(TOO_EARLY));
    }
}
