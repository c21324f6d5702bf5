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
 * Tells Commitlake's exports of a repository from those of the original program. Every claimed number is Commitlake's,
 * whatever its outcome. Numbers below the lowest claim are the original program's; without a claim, all numbers are.
 * Files can't decide this, because open and void exports may leave files too.
 *
 * @param outcomes the outcomes of the claimed exports, lowest number first; empty for an open export
 */
public record ExportNumbers(SortedMap<Export, Optional<Outcome>> outcomes) {
    public ExportNumbers {
        outcomes = Collections.unmodifiableSortedMap(outcomes);
    }

    /** Reads the ledger. Workers may claim more exports at any time, but only with higher numbers. */
    public static ExportNumbers of(Ledger ledger, long repository) {
        SortedMap<Export, Optional<Outcome>> outcomes = byNumber();
        for (long number : claimed(ledger, repository)) {
            Export export = new Export(repository, number);
            outcomes.put(export, ledger.outcome(export));
        }
        return new ExportNumbers(outcomes);
    }

    /**
     * The lowest number of Commitlake's exports. Reads no outcomes.
     *
     * @param ifNone the result if no number is claimed
     */
    public static long first(Ledger ledger, long repository, long ifNone) {
        NavigableSet<Long> claimed = claimed(ledger, repository);
        return claimed.isEmpty() ? ifNone : claimed.first();
    }

    /**
     * The lowest number of Commitlake's exports.
     *
     * @param ifNone the result if no number is claimed
     */
    public long first(long ifNone) {
        return outcomes.isEmpty() ? ifNone : outcomes.firstKey().number();
    }

    /** Whether the original program made an export. */
    public boolean isOriginal(Export export) {
        return export.number() < first(Long.MAX_VALUE);
    }

    /** Commitlake's completed exports, lowest number first. */
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
