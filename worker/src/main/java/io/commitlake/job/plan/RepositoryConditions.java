package io.commitlake.job.plan;

import io.commitlake.history.Limits;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.RepositoryCondition;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * The conditions of repositories that can't be exported as they are. Nothing is cached: other processes note and remove
 * conditions at any time.
 */
@Singleton
public final class RepositoryConditions {
    private final Ledger ledger;
    private final Limits limits;
    private final Clock clock;

    RepositoryConditions(Ledger ledger, Limits limits, Clock clock) {
        this.ledger = ledger;
        this.limits = limits;
        this.clock = clock;
    }

    /** All conditions, in no particular order. */
    public List<RepositoryCondition> all() {
        List<RepositoryCondition> all = new ArrayList<>();
        ledger.forEachCondition(all::add);
        return all;
    }

    /** All conditions, as a plan that begins now needs them. */
    KnownConditions known() {
        return new KnownConditions(all(), this::stillPastLimit, clock.instant());
    }

    /** Records a condition seen in this run, together with the runs that saw a similar one just before. */
    public RepositoryCondition note(
            long repository, RepositoryCondition.Condition condition, String words, String run) {
        Map<Long, RepositoryCondition> noted =
                ledger.changeConditions(Map.of(repository, noted(repository, condition, words, run)));
        return Objects.requireNonNull(noted.get(repository));
    }

    /** The change of the ledger that {@link #note} makes, for {@link #change}. */
    UnaryOperator<Optional<RepositoryCondition>> noted(
            long repository, RepositoryCondition.Condition condition, String words, String run) {
        return before -> Optional.of(after(before, repository, condition, words, run));
    }

    /** Changes the conditions of many repositories in few requests. */
    void change(Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes) {
        ledger.changeConditions(changes);
    }

    private RepositoryCondition after(
            Optional<RepositoryCondition> noted,
            long repository,
            RepositoryCondition.Condition condition,
            String words,
            String run) {
        Optional<RepositoryCondition> before = noted.filter(similar ->
                similar.condition() == condition || (similar.condition().lasting() && condition.lasting()));
        List<String> runs =
                new ArrayList<>(before.map(RepositoryCondition::runs).orElse(List.of()));
        if (!runs.contains(run)) {
            runs.add(run);
        }
        // The first and the last run are enough: a repository may be gone for years of runs.
        List<String> kept = runs.size() <= 2 ? runs : List.of(runs.getFirst(), runs.getLast());
        Instant now = clock.instant();
        Instant since = before.map(RepositoryCondition::firstSeen).orElse(now);
        return new RepositoryCondition(repository, condition, words, kept, limit(condition), now, Optional.of(since));
    }

    /** Removes a repository's condition, if it has one. */
    public void well(long repository) {
        if (ledger.condition(repository).isPresent()) {
            ledger.changeConditions(Map.of(repository, before -> Optional.empty()));
        }
    }

    /** The conditions that are past a limit that hasn't been raised since, by repository. */
    public Map<Long, RepositoryCondition> pastLimit() {
        Map<Long, RepositoryCondition> past = new HashMap<>();
        ledger.forEachCondition(noted -> {
            if (stillPastLimit(noted)) {
                past.put(noted.repository(), noted);
            }
        });
        return past;
    }

    /** Whether a condition is past a limit that hasn't been raised since. */
    private boolean stillPastLimit(RepositoryCondition noted) {
        return noted.limit().isPresent()
                && noted.limit().getAsLong() >= limit(noted.condition()).orElse(Long.MAX_VALUE);
    }

    private OptionalLong limit(RepositoryCondition.Condition condition) {
        return switch (condition) {
            case TOO_LARGE -> OptionalLong.of(limits.bytes());
            case TOO_SLOW -> OptionalLong.of(limits.time().toSeconds());
            case EMPTY, GONE, BLOCKED -> OptionalLong.empty();
        };
    }
}
