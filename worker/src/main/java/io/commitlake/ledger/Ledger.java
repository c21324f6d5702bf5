package io.commitlake.ledger;

import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What is remembered of exports between runs. Claims, users, outcomes and tips are put once: who comes second gets what
 * the first one put, and nothing put once is ever changed or removed. Any number of workers may use a ledger at once.
 *
 * <p>Every method throws a {@link io.commitlake.model.CommitlakeException} of kind STORE where the ledger can't be
 * reached or holds what can't be read.
 */
public interface Ledger {
    /** Says that an export is about to be claimed; to be called before {@link #claim}. */
    void open(Export export);

    /** Claims an export, and gives the claim that holds: this one, or the one that came first. */
    Claim claim(Claim claim);

    Optional<Claim> claimed(Export export);

    /** How long ago an export was claimed, by the ledger's own clock; empty where it isn't. */
    Optional<Duration> claimAge(Export export);

    /** The numbers of a repository that are claimed. The order is the home's own. */
    void forEachClaim(long repository, LongConsumer each);

    /** Keeps an export's authors' ids, and gives those that hold. */
    UserIds keepUsers(Export export, UserIds users);

    Optional<UserIds> users(Export export);

    /** Ends an export, and gives the outcome that holds. */
    Outcome settle(Export export, Outcome outcome);

    Optional<Outcome> outcome(Export export);

    /** The exports that were opened and not closed. The order is the home's own. */
    void forEachOpen(Consumer<Export> each);

    /** Says that a settled export needs no more looking after; nothing happens where it isn't open. */
    void close(Export export);

    /** Keeps what a head comes to as of a snapshot, and gives what holds. */
    SnapshotTip keepTip(long repository, String head, Instant snapshot, SnapshotTip tip);

    Optional<SnapshotTip> tip(long repository, String head, Instant snapshot);

    /** Keeps what is now seen of a repository that isn't well, in place of what was seen before. */
    void keepCondition(RepositoryCondition condition);

    /** Forgets a repository's standing: it is well. */
    void clearCondition(long repository);

    Optional<RepositoryCondition> condition(long repository);

    /** The repositories that have a standing. The order is the home's own. */
    void forEachCondition(LongConsumer each);

    /** Gives a repository a place in the tables, and gives the one that holds. */
    TrackedRepository track(long file, Repository repository);

    /**
     * Gives a repository another place, where it still has the first one.
     *
     * @return the place that holds
     */
    TrackedRepository move(TrackedRepository from, long file);

    Optional<TrackedRepository> tracked(long repository);

    /** The ids of all repositories that have a place. */
    void forEachTracked(LongConsumer each);
}
