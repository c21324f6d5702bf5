package io.commitlake.job.validate;

import io.commitlake.ledger.ExportNumbers;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ledger's records of a repository's exports from some number on, and of the export before that.
 *
 * @param claims the claims by the exports' numbers
 */
record RecentExports(ExportNumbers numbers, Map<Long, Claim> claims) {
    /**
     * Reads the ledger, with two look-ups for each export.
     *
     * @param from the number of the first export; workers claim all numbers from there on, one after another
     */
    static RecentExports of(Ledger ledger, long repository, long from) {
        SortedMap<Export, Optional<Outcome>> outcomes = new TreeMap<>(Comparator.comparingLong(Export::number));
        Map<Long, Claim> claims = new HashMap<>();
        for (long number = Math.max(0, from - 1); ; number++) {
            Export export = new Export(repository, number);
            Optional<Claim> claim = ledger.claimed(export);
            if (claim.isPresent()) {
                claims.put(number, claim.get());
                outcomes.put(export, ledger.outcome(export));
            } else if (number >= from) {
                return new RecentExports(new ExportNumbers(outcomes), claims);
            } // otherwise the original program made this export
        }
    }
}
