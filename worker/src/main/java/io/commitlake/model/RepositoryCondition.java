package io.commitlake.model;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What was last seen of a repository that can't be exported as it is.
 *
 * @param repository its id
 * @param condition that keeps it from being exported
 * @param words of whoever said so
 * @param runs in which that was seen, without a break, oldest first
 * @param limit that it is past, in bytes or seconds: it isn't tried again below or at it
 * @param at when it was last seen
 */
public record RepositoryCondition(
        long repository, Condition condition, String words, List<String> runs, OptionalLong limit, Instant at) {
    /** Why a repository can't be exported: outcomes with a name, not failures. */
    public enum Condition {
        EMPTY,
        GONE,
        BLOCKED,
        TOO_LARGE,
        TOO_SLOW;

        /** Whether it is as good as lost while that lasts, so that what was claimed of it is given up in the end. */
        public boolean lasting() {
            return this == GONE || this == BLOCKED;
        }

        /** As a person reads it: {@code too-large}. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public RepositoryCondition {
        if (repository <= 0) {
            throw new IllegalArgumentException("a repository's id is positive, not " + repository);
        }
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("repository " + repository + " was seen " + condition + " in no run");
        }
        if (limit.isPresent() != (condition == Condition.TOO_LARGE || condition == Condition.TOO_SLOW)) {
            throw new IllegalArgumentException(condition + " of repository " + repository + " with the limit " + limit);
        }
    }

    /** Whether another run than this one saw it so before. */
    public boolean seenBefore(String run) {
        return runs.stream().anyMatch(seen -> !seen.equals(run));
    }
}
