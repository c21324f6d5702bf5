package io.commitlake.job.plan;

import io.commitlake.history.Limits;
import io.commitlake.job.work.Parallel;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.storage.JsonRecords;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conditions of repositories that can't be exported as they are. Nothing is cached: other processes note and remove
 * conditions at any time.
 */
@Singleton
public final class RepositoryConditions {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryConditions.class);

    private final Ledger ledger;
    private final Limits limits;
    private final Clock clock;
    private final ExecutorService gets;

    RepositoryConditions(Ledger ledger, Limits limits, Clock clock, @Named("puts") ExecutorService gets) {
        this.ledger = ledger;
        this.limits = limits;
        this.clock = clock;
        this.gets = gets;
    }

    /** All conditions whose records can be read, in no particular order. */
    public List<RepositoryCondition> all() {
        List<Long> unwell = new ArrayList<>();
        ledger.forEachCondition(unwell::add);
        return Parallel.map(gets, unwell, this::readable).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Reads a condition; empty if its record is invalid, because only its repository shall fail for that. */
    private Optional<RepositoryCondition> readable(long repository) {
        try {
            return ledger.condition(repository);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            LOG.warn("Can't read the condition of repository {}: {}", repository, failed.getMessage());
            return Optional.empty();
        }
    }

    /** Records a condition seen in this run, together with the runs that saw a similar one just before. */
    public RepositoryCondition note(
            long repository, RepositoryCondition.Condition condition, String words, String run) {
        List<String> runs = new ArrayList<>(ledger.condition(repository)
                .filter(before ->
                        before.condition() == condition || (before.condition().lasting() && condition.lasting()))
                .map(RepositoryCondition::runs)
                .orElse(List.of()));
        if (!runs.contains(run)) {
            runs.add(run);
        }
        // The first and the last run are enough: a repository may be gone for years of runs.
        List<String> kept = runs.size() <= 2 ? runs : List.of(runs.getFirst(), runs.getLast());
        RepositoryCondition noted =
                new RepositoryCondition(repository, condition, words, kept, limit(condition), clock.instant());
        ledger.keepCondition(noted);
        return noted;
    }

    /** Removes a repository's condition, if it has one. */
    public void well(long repository) {
        if (ledger.condition(repository).isPresent()) {
            ledger.clearCondition(repository);
        }
    }

    /** The repository's condition if it is past a limit that hasn't been raised since. */
    public Optional<RepositoryCondition> stillPastLimit(long repository) {
        return ledger.condition(repository).filter(this::stillPastLimit);
    }

    /** Whether a condition is past a limit that hasn't been raised since. */
    public boolean stillPastLimit(RepositoryCondition noted) {
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
