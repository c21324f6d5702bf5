package io.commitlake.ledger;

import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * Records that runs share about exports and repositories. The ledger keeps the first claim, user IDs, outcome and tip
 * for a key: a later caller gets the first caller's record. Nothing changes it, and only {@link #removeRecords} removes
 * it, for a repository that is forgotten. Any number of workers may use a ledger at the same time.
 *
 * <p>Every method throws a {@link io.commitlake.model.CommitlakeException} of kind STORE if the ledger can't be reached
 * or has an unreadable record.
 */
public interface Ledger {
    /** Marks an export as open. Callers do this before {@link #claim}, so that the merge finds every claim. */
    void open(Export export);

    /** Claims an export, and returns the claim that is valid: this one, or an earlier one. */
    Claim claim(Claim claim);

    Optional<Claim> claimed(Export export);

    /** The age of an export's claim by the ledger's own clock; empty if the export isn't claimed. */
    Optional<Duration> claimAge(Export export);

    /** Lists the claimed export numbers of a repository, in no particular order. */
    void forEachClaim(long repository, LongConsumer each);

    /** Stores the user IDs of an export's authors, and returns the valid ones: these, or earlier ones. */
    UserIds keepUsers(Export export, UserIds users);

    Optional<UserIds> users(Export export);

    /** Stores an export's outcome, and returns the valid one: this one, or an earlier one. */
    Outcome settle(Export export, Outcome outcome);

    Optional<Outcome> outcome(Export export);

    /** Lists the open exports, in no particular order. */
    void forEachOpen(Consumer<Export> each);

    /** Removes an export's open mark after the merge is done with the export. Does nothing if the export isn't open. */
    void close(Export export);

    /** Stores the tip for a head and a snapshot, and returns the valid one: this one, or an earlier one. */
    SnapshotTip keepTip(long repository, String head, Instant snapshot, SnapshotTip tip);

    Optional<SnapshotTip> tip(long repository, String head, Instant snapshot);

    /** The condition that keeps a repository from being exported. */
    Optional<RepositoryCondition> condition(long repository);

    /** Passes on the conditions of all repositories, in no particular order. */
    void forEachCondition(Consumer<RepositoryCondition> each);

    /**
     * Changes the conditions of repositories. No other worker's change is lost: a change gets the condition that the
     * ledger has at that moment, and gets a newer one if another worker was faster.
     *
     * @param changes for each repository, returns the new condition for the ledger's one; empty is none
     * @return the new conditions by repository, without those that were removed
     */
    Map<Long, RepositoryCondition> changeConditions(Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes);

    /** Assigns a repository to a repositories file, and returns the valid assignment: this one, or an earlier one. */
    TrackedRepository track(long file, Repository repository);

    /**
     * Assigns a repository to another repositories file, unless it has left the old one already.
     *
     * @return the valid assignment
     */
    TrackedRepository move(TrackedRepository from, long file);

    Optional<TrackedRepository> tracked(long repository);

    /** Lists the IDs of all tracked repositories, in no particular order. */
    void forEachTracked(LongConsumer each);

    /** The repositories that are forgotten. */
    ForgottenRepositories forgotten();

    /**
     * Removes every record of a repository except the mark that it is forgotten. A worker that runs at the same time may
     * keep a record after this.
     */
    void removeRecords(long repository);
}
