package io.commitlake.ledger;

import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What each number of a repository's exports is. The numbers that are claimed are ours, whatever became of them; what
 * lies below the lowest of them is the original program's, and so is all that lies there while none is claimed. Files say
 * nothing of it: an export that is open or void may have left some too.
 *
 * @param outcomes of those that are claimed, from the lowest; without one they are open
 */
public record ExportNumbers(SortedMap<Export, Optional<Outcome>> outcomes) {
    public ExportNumbers {
        outcomes = Collections.unmodifiableSortedMap(outcomes);
    }

    /** As the ledger has them now; more may be claimed at any time, and always above these. */
    public static ExportNumbers of(Ledger ledger, long repository) {
        SortedMap<Export, Optional<Outcome>> outcomes = byNumber();
        for (long number : claimed(ledger, repository)) {
            Export export = new Export(repository, number);
            outcomes.put(export, ledger.outcome(export));
        }
        return new ExportNumbers(outcomes);
    }

    /**
     * The lowest that is ours, which is all that is read.
     *
     * @param free what it is while none is claimed
     */
    public static long first(Ledger ledger, long repository, long free) {
        NavigableSet<Long> claimed = claimed(ledger, repository);
        return claimed.isEmpty() ? free : claimed.first();
    }

    /**
     * The lowest that is ours.
     *
     * @param free what it is while none is claimed
     */
    public long first(long free) {
        return outcomes.isEmpty() ? free : outcomes.firstKey().number();
    }

    /** Whether a file under this number is the original program's. */
    public boolean isOriginal(Export export) {
        return export.number() < first(Long.MAX_VALUE);
    }

    /** Those of ours whose files count, from the lowest. */
    public SortedMap<Export, Outcome.Complete> complete() {
        SortedMap<Export, Outcome.Complete> complete = byNumber();
        outcomes.forEach((export, outcome) -> {
            if (outcome.isPresent() && outcome.get() instanceof Outcome.Complete done) {
                complete.put(export, done);
            }
        });
        return complete;
    }

    private static NavigableSet<Long> claimed(Ledger ledger, long repository) {
        NavigableSet<Long> claimed = new TreeSet<>();
        ledger.forEachClaim(repository, claimed::add);
        return claimed;
    }

    private static <T> SortedMap<Export, T> byNumber() {
        return new TreeMap<>(Comparator.comparingLong(Export::number));
    }
}
