package io.commitlake.dataset.check;

import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Tip;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The exports of a repository from some number on, and what the ledger knows of the earlier ones.
 *
 * @param repository the repository's id
 * @param first the lowest number of a new export
 * @param complete the completed new exports, with their files
 * @param tips the tips of the completed new exports
 * @param frontiers the frontiers of the first new export, all of them tips of earlier exports
 * @param isEarlier whether the file with a key belongs to a completed earlier export
 * @param hasOriginal whether the original program made earlier exports; it didn't export every reachable commit
 */
public record NewExports(
        long repository,
        long first,
        Map<Export, Outcome.Complete> complete,
        List<Tip> tips,
        Set<String> frontiers,
        Predicate<String> isEarlier,
        BooleanSupplier hasOriginal) {
    public NewExports {
        complete = Map.copyOf(complete);
        tips = List.copyOf(tips);
        frontiers = Set.copyOf(frontiers);
    }
}
