package io.commitlake.job.ledger;

import io.commitlake.job.work.Parallel;
import io.commitlake.ledger.ForgottenRepository;
import io.commitlake.ledger.LedgerContents;
import io.commitlake.ledger.LedgerContents.Kind;
import io.commitlake.ledger.LedgerContents.TipKey;
import io.commitlake.ledger.TrackedRepository;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.RepositoryCondition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Copies every record of a ledger that has been marked as moving into a new one. A copy may be repeated, because the
 * first copy of each record stays; a record that differs there stops it.
 */
final class LedgerCopy {
    private static final int BATCH = 1_000;

    private final LedgerContents from;
    private final LedgerContents to;
    private final ExecutorService threads;

    LedgerCopy(LedgerContents from, LedgerContents to, ExecutorService threads) {
        this.from = from;
        this.to = to;
        this.threads = threads;
    }

    /** Copies the ledger, and returns the number of claims. */
    long run() {
        // First: a worker of the new home must not find records of a repository before it knows that it is forgotten.
        from.ledger().forgotten().forEach(this::copyForgotten);
        inBatches(each -> from.ledger().forEachTracked(each::accept), this::copyTracked);
        long claims = inBatches(each -> from.forEachExport(Kind.CLAIM, each), this::copyClaim);
        inBatches(each -> from.forEachExport(Kind.USERS, each), this::copyUsers);
        inBatches(each -> from.forEachExport(Kind.OUTCOME, each), this::copyOutcome);
        inBatches(each -> from.ledger().forEachOpen(each), to.ledger()::open);
        inBatches(from::forEachTip, this::copyTip);
        copyConditions();
        return claims;
    }

    /** Works on listed keys, many at once, with a bounded number of them in memory. */
    private <K> long inBatches(Consumer<Consumer<K>> list, Consumer<K> work) {
        AtomicLong count = new AtomicLong();
        List<K> batch = new ArrayList<>();
        list.accept(key -> {
            batch.add(key);
            if (batch.size() == BATCH) {
                work(batch, work);
            }
            count.incrementAndGet();
        });
        work(batch, work);
        return count.get();
    }

    private <K> void work(List<K> batch, Consumer<K> work) {
        Parallel.forEach(threads, batch, work);
        batch.clear();
    }

    private void copyForgotten(ForgottenRepository forgotten) {
        to.ledger().forgotten().add(forgotten.repository());
        if (forgotten.removed()) {
            to.ledger().forgotten().noteRemoved(forgotten.repository());
        }
    }

    private void copyTracked(long repository) {
        TrackedRepository tracked = held(from.ledger().tracked(repository), "the record of repository " + repository);
        same(to.ledger().track(tracked.file(), tracked.repository()), tracked);
    }

    private void copyClaim(Export export) {
        var claim = held(from.ledger().claimed(export), "the claim of export " + export);
        same(to.ledger().claim(claim), claim);
        copyAge(Kind.CLAIM, export);
    }

    private void copyUsers(Export export) {
        var users = held(from.ledger().users(export), "the user ids of export " + export);
        same(to.ledger().keepUsers(export, users), users);
    }

    private void copyOutcome(Export export) {
        Outcome outcome = held(from.ledger().outcome(export), "the outcome of export " + export);
        Outcome copy = to.ledger().settle(export, outcome);
        // PostgreSQL rounds the moment of a void outcome to microseconds.
        if (!(outcome instanceof Outcome.Voided && copy instanceof Outcome.Voided)) {
            same(copy, outcome);
        }
        copyAge(Kind.OUTCOME, export);
    }

    private void copyAge(Kind kind, Export export) {
        from.age(kind, export).ifPresent(age -> to.setAge(kind, export, age));
    }

    private void copyTip(TipKey key) {
        var tip = held(
                from.ledger().tip(key.repository(), key.head(), key.snapshot()),
                "a tip of repository " + key.repository());
        same(to.ledger().keepTip(key.repository(), key.head(), key.snapshot(), tip), tip);
    }

    private void copyConditions() {
        // A plan holds all of them in memory too.
        Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes = new HashMap<>();
        from.ledger()
                .forEachCondition(condition ->
                        changes.put(condition.repository(), before -> before.or(() -> Optional.of(condition))));
        to.ledger().changeConditions(changes);
    }

    private static <T> T held(Optional<T> record, String what) {
        return record.orElseThrow(() -> CommitlakeException.store(
                what + " disappeared while the ledger was copied: only `commitlake ledger` may change it then"));
    }

    private static void same(Object copy, Object original) {
        if (!copy.equals(original)) {
            throw CommitlakeException.store(
                    "the ledger's new home already has another record: " + copy + " instead of " + original);
        }
    }
}
