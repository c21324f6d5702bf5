package io.commitlake.dataset.check;

import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Tip;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is known of a repository outside of its tables.
 *
 * @param repository its id
 * @param rowFile the key of the file that has its row
 * @param last the tip that its row has
 * @param first the lowest number that the ledger has a claim of; what lies below is the original program's, of which
 *     less can be asked. {@link Long#MAX_VALUE} where the ledger has none and the row's {@code exports} is null
 * @param complete the exports that are complete, with their files
 * @param open exports whose files may be there or not: claimed and not settled, or voided not long ago
 */
public record ExpectedExports(
        long repository,
        String rowFile,
        Optional<Tip> last,
        long first,
        Map<Export, Outcome.Complete> complete,
        Predicate<Export> open) {
    public ExpectedExports {
        complete = Map.copyOf(complete);
    }
}
