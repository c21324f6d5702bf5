package io.commitlake.ledger;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The repositories that were removed for good, and that no command may bring back. Only their ids are kept. The methods
 * throw what those of {@link Ledger} do.
 */
public interface ForgottenRepositories {
    /**
     * The longest that a worker may go on with a repository after it was forgotten. Until then its removal isn't over.
     */
    Duration LATE = Duration.ofDays(1);

    /**
     * Marks a repository as forgotten, and its removal as not over. The mark of a repository that is forgotten already
     * keeps its time.
     */
    void add(long repository);

    /** The time since a repository was forgotten, by the ledger's own clock; empty if it isn't forgotten. */
    Optional<Duration> age(long repository);

    /** Lists all forgotten repositories, in the order of their ids. */
    void forEach(Consumer<ForgottenRepository> each);

    /** The ids of all forgotten repositories. */
    default Set<Long> ids() {
        Set<Long> ids = new HashSet<>();
        forEach(forgotten -> ids.add(forgotten.repository()));
        return ids;
    }

    /** The ids of the forgotten repositories whose removal isn't over. */
    default Set<Long> unfinished() {
        Set<Long> ids = new HashSet<>();
        forEach(forgotten -> {
            if (!forgotten.removed()) {
                ids.add(forgotten.repository());
            }
        });
        return ids;
    }

    /** Notes that the removal of a forgotten repository is over. */
    void noteRemoved(long repository);

    /** Removes the mark, so that the repository may be tracked again. Does nothing if it isn't forgotten. */
    void remove(long repository);
}
