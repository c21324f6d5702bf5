package io.commitlake.model;

import io.commitlake.model.secret.KnownSecrets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The condition that last kept a repository from being exported.
 *
 * @param repository the repository's ID
 * @param condition the reason why the repository can't be exported
 * @param words the words of the server or program that reported the condition; known secrets in them are replaced
 * @param runs the first and the last of the consecutive runs that found this condition, oldest first; {@code GONE} and
 *     {@code BLOCKED} count as the same condition
 * @param limit the limit that the repository exceeded, in bytes or seconds; runs with the same or a lower limit skip it
 * @param at the last time at which a run found the condition
 * @param since the time at which the first of these runs found it; empty in a record of an older version
 */
public record RepositoryCondition(
        long repository,
        Condition condition,
        String words,
        List<String> runs,
        OptionalLong limit,
        Instant at,
        Optional<Instant> since) {
    /** A reason why a repository can't be exported. These are expected outcomes, not failures. */
    public enum Condition {
        EMPTY,
        GONE,
        BLOCKED,
        TOO_LARGE,
        TOO_SLOW;

        /** Whether the repository is probably lost, so that the second run that finds it so gives up its open claim. */
        public boolean lasting() {
            return this == GONE || this == BLOCKED;
        }

        /** The condition as people write it: {@code too-large}. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public RepositoryCondition {
        if (repository <= 0) {
            throw new IllegalArgumentException("a repository's ID is positive, not " + repository);
        }
        words = KnownSecrets.redact(words);
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException(
                    "the condition " + condition + " of repository " + repository + " names no run");
        }
        if (limit.isPresent() != (condition == Condition.TOO_LARGE || condition == Condition.TOO_SLOW)) {
            throw new IllegalArgumentException(
                    "the condition " + condition + " of repository " + repository + " can't have the limit " + limit);
        }
    }

    /** The time at which the condition was first found, as far as the record tells. */
    public Instant firstSeen() {
        return since.orElse(at);
    }

    /** Whether a run other than the given one found the repository in this condition. */
    public boolean seenBefore(String run) {
        return runs.stream().anyMatch(seen -> !seen.equals(run));
    }
}
