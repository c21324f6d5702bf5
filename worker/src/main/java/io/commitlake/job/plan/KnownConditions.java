package io.commitlake.job.plan;

import io.commitlake.model.RepositoryCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The conditions of repositories when a plan begins. */
final class KnownConditions {
    private final Map<Long, RepositoryCondition> known;
    private final Predicate<RepositoryCondition> isStillPastLimit;
    private final Instant now;

    KnownConditions(List<RepositoryCondition> known, Predicate<RepositoryCondition> isStillPastLimit, Instant now) {
        this.known = known.stream().collect(Collectors.toMap(RepositoryCondition::repository, Function.identity()));
        this.isStillPastLimit = isStillPastLimit;
        this.now = now;
    }

    Optional<RepositoryCondition> of(long repository) {
        return Optional.ofNullable(known.get(repository));
    }

    /** The condition of a repository that is past a limit which hasn't been raised since. */
    Optional<RepositoryCondition> pastLimit(long repository) {
        return of(repository).filter(isStillPastLimit);
    }

    /** The condition of a repository that was gone or blocked. */
    Optional<RepositoryCondition> lost(long repository) {
        return of(repository).filter(condition -> condition.condition().lasting());
    }

    /** The condition of a repository that was gone or blocked and that this plan doesn't ask GitHub for. */
    Optional<RepositoryCondition> lostUntilLater(long repository) {
        return lost(repository).filter(condition -> !AskAgain.isDue(condition, now));
    }

    /** Whether this plan asks GitHub for any repository that was gone or blocked. */
    boolean isAnyAskedAgain() {
        return known.values().stream()
                .anyMatch(condition -> condition.condition().lasting() && AskAgain.isDue(condition, now));
    }
}
