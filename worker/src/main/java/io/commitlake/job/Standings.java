package io.commitlake.job;

import io.commitlake.history.Limits;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Standing;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which repositories aren't well, as far as this process has to know. */
@Singleton
final class Standings {
    private final Ledger ledger;
    private final Limits limits;
    private final Clock clock;
    private @Nullable Map<Long, Standing> known;

    Standings(Ledger ledger, Limits limits, Clock clock) {
        this.ledger = ledger;
        this.limits = limits;
        this.clock = clock;
    }

    /** By repository, read once. */
    synchronized Map<Long, Standing> known() {
        if (known == null) {
            known = new ConcurrentHashMap<>();
            for (Standing standing : read()) {
                known.put(standing.repository(), standing);
            }
        }
        return known;
    }

    private List<Standing> read() {
        List<Standing> read = new ArrayList<>();
        ledger.standings(read::add);
        return read;
    }

    /** Keeps what is seen in this run; the runs that saw the same just before are kept with it. */
    Standing note(long repository, Standing.Condition condition, String words, String run) {
        List<String> runs = new ArrayList<>(ledger.standing(repository)
                .filter(before -> before.condition() == condition)
                .map(Standing::runs)
                .orElse(List.of()));
        if (!runs.contains(run)) {
            runs.add(run);
        }
        // The first and the last say enough: a repository may be gone for years of runs.
        List<String> kept = runs.size() <= 2 ? runs : List.of(runs.getFirst(), runs.getLast());
        Standing standing = new Standing(repository, condition, words, kept, limit(condition), clock.instant());
        ledger.keepStanding(standing);
        known().put(repository, standing);
        return standing;
    }

    /** Forgets what was wrong with a repository, if anything was. */
    void well(long repository) {
        if (known().remove(repository) != null) {
            ledger.well(repository);
        }
    }

    /** Whether it is past a limit that hasn't been raised since. */
    boolean stillPastLimit(Standing standing) {
        return standing.limit().isPresent()
                && standing.limit().getAsLong() >= limit(standing.condition()).orElse(Long.MAX_VALUE);
    }

    private OptionalLong limit(Standing.Condition condition) {
        return switch (condition) {
            case TOO_LARGE -> OptionalLong.of(limits.bytes());
            case TOO_SLOW -> OptionalLong.of(limits.time().toSeconds());
            case EMPTY, GONE, BLOCKED -> OptionalLong.empty();
        };
    }
}
