package io.commitlake.dataset.check;

import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Tip;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The exports that a repository's tables should hold, from its row and the ledger.
 *
 * @param repository the repository's id
 * @param rowFile the key of the file that has the repository's row
 * @param last the tip in the repository's row
 * @param first the lowest export number with a claim in the ledger. Lower numbers belong to the original program, whose
 *     files get fewer checks. {@link Long#MAX_VALUE} if the ledger has no claim and the row's {@code exports} is null
 * @param complete the completed exports, with their files
 * @param open exports whose files may or may not exist: claimed but not settled, or voided recently
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
