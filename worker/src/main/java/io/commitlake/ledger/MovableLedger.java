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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * A ledger that a command may move away at any time. A move first marks the dataset and then copies the ledger. So a
 * record that exists before a worker finds no mark is in the copy, while a later one may not be. This class looks for
 * the mark after it has read or kept a record and before the worker acts on it in the dataset: puts or removes data
 * files, or adds rows. A worker that finds the mark stops, and the new ledger's workers continue from the copy.
 *
 * <p>A claim needs no look, because its worker puts no file before it has the user IDs. Nor does completing an export,
 * because its files are the same whoever completes it; but a merge that reads the outcome sets the repository's row.
 */
public final class MovableLedger implements Ledger {
    private final Ledger ledger;
    private final Runnable check;
    private final Lock checking = new ReentrantLock();
    private final AtomicLong begun = new AtomicLong();
    private long passed;

    /**
     * Wraps a ledger.
     *
     * @param check throws an exception if the dataset has its ledger elsewhere or a command is moving it
     */
    public MovableLedger(Ledger ledger, Runnable check) {
        this.ledger = ledger;
        this.check = check;
    }

    /** Returns the record after a check that began after this call did. Callers that wait together share one check. */
    private <T> T checked(T record) {
        long before = begun.get();
        checking.lock();
        try {
            if (passed <= before) {
                long mine = begun.incrementAndGet();
                check.run();
                passed = mine;
            }
            return record;
        } finally {
            checking.unlock();
        }
    }

    @Override
    public void open(Export export) {
        ledger.open(export);
    }

    @Override
    public Claim claim(Claim claim) {
        return ledger.claim(claim);
    }

    @Override
    public Optional<Claim> claimed(Export export) {
        return ledger.claimed(export);
    }

    @Override
    public Optional<Duration> claimAge(Export export) {
        return ledger.claimAge(export);
    }

    @Override
    public void forEachClaim(long repository, LongConsumer each) {
        ledger.forEachClaim(repository, each);
    }

    @Override
    public UserIds keepUsers(Export export, UserIds users) {
        return checked(ledger.keepUsers(export, users));
    }

    @Override
    public Optional<UserIds> users(Export export) {
        return ledger.users(export).map(this::checked);
    }

    @Override
    public Outcome settle(Export export, Outcome outcome) {
        Outcome held = ledger.settle(export, outcome);
        return held instanceof Outcome.Voided ? checked(held) : held;
    }

    @Override
    public Optional<Outcome> outcome(Export export) {
        return ledger.outcome(export).map(this::checked);
    }

    @Override
    public void forEachOpen(Consumer<Export> each) {
        ledger.forEachOpen(each);
    }

    @Override
    public void close(Export export) {
        ledger.close(export);
    }

    @Override
    public SnapshotTip keepTip(long repository, String head, Instant snapshot, SnapshotTip tip) {
        return ledger.keepTip(repository, head, snapshot, tip);
    }

    @Override
    public Optional<SnapshotTip> tip(long repository, String head, Instant snapshot) {
        return ledger.tip(repository, head, snapshot);
    }

    @Override
    public Optional<RepositoryCondition> condition(long repository) {
        return ledger.condition(repository);
    }

    @Override
    public void forEachCondition(Consumer<RepositoryCondition> each) {
        ledger.forEachCondition(each);
    }

    @Override
    public Map<Long, RepositoryCondition> changeConditions(
            Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes) {
        return ledger.changeConditions(changes);
    }

    @Override
    public TrackedRepository track(long file, Repository repository) {
        return checked(ledger.track(file, repository));
    }

    @Override
    public TrackedRepository move(TrackedRepository from, long file) {
        return checked(ledger.move(from, file));
    }

    @Override
    public Optional<TrackedRepository> tracked(long repository) {
        return ledger.tracked(repository);
    }

    @Override
    public void forEachTracked(LongConsumer each) {
        ledger.forEachTracked(each);
    }

    @Override
    public ForgottenRepositories forgotten() {
        return new Forgotten();
    }

    /** Looks for the mark afterwards: a move that has begun meanwhile may have copied what this removed. */
    @Override
    public void removeRecords(long repository) {
        ledger.removeRecords(repository);
        checked(repository);
    }

    /** Looks for the mark after each change: only a change that it finds none after is sure to be in the copy. */
    private final class Forgotten implements ForgottenRepositories {
        private final ForgottenRepositories forgotten = ledger.forgotten();

        @Override
        public void add(long repository) {
            forgotten.add(repository);
            checked(repository);
        }

        @Override
        public Optional<Duration> age(long repository) {
            return forgotten.age(repository);
        }

        @Override
        public void forEach(Consumer<ForgottenRepository> each) {
            forgotten.forEach(each);
        }

        @Override
        public void noteRemoved(long repository) {
            forgotten.noteRemoved(repository);
        }

        @Override
        public void remove(long repository) {
            forgotten.remove(repository);
            checked(repository);
        }
    }
}
