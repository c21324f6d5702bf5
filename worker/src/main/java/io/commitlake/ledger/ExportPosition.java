package io.commitlake.ledger;

import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Tip;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The progress of a repository's exports, according to its claims and outcomes.
 *
 * @param next the first number without an outcome: not claimed yet, or with an open claim
 * @param frontiers the tips of all completed exports, oldest first
 * @param last the tip of the highest completed export
 * @param unfinished the open claim of {@code next}, if any
 * @param completed the claims of the completed exports that {@link #of} read, lowest number first
 */
public record ExportPosition(
        long next, List<String> frontiers, Optional<Tip> last, Optional<Claim> unfinished, List<Claim> completed) {
    public ExportPosition {
        frontiers = List.copyOf(frontiers);
        completed = List.copyOf(completed);
    }

    /** The tips of the completed exports with this number or a higher one. */
    public List<Tip> completedSince(long number) {
        return completed.stream()
                .filter(claim -> claim.export().number() >= number)
                .map(Claim::tip)
                .toList();
    }

    /**
     * Reads the ledger from a number upwards, with two look-ups for each export.
     *
     * @param ledger the ledger
     * @param repository the repository's ID
     * @param from a number below which all exports have an outcome: the row's {@code exports}
     * @param last the row's last commit; it is the only frontier if the export before {@code from} has no claim,
     *     because the original program made that export
     */
    public static ExportPosition of(Ledger ledger, long repository, long from, Optional<Tip> last) {
        Set<String> frontiers = new LinkedHashSet<>();
        if (from > 0) {
            ledger.claimed(new Export(repository, from - 1))
                    .map(Claim::frontiers)
                    .ifPresent(frontiers::addAll);
            last.map(Tip::sha).ifPresent(frontiers::add);
        }
        Optional<Tip> latest = last;
        List<Claim> completed = new ArrayList<>();
        for (long number = from; ; number++) {
            Export export = new Export(repository, number);
            Optional<Claim> claim = ledger.claimed(export);
            Optional<Outcome> outcome = claim.isPresent() ? ledger.outcome(export) : Optional.empty();
            if (outcome.isEmpty()) {
                return new ExportPosition(number, List.copyOf(frontiers), latest, claim, completed);
            }
            if (outcome.get() instanceof Outcome.Complete) {
                Claim done = claim.orElseThrow();
                frontiers.add(done.tip().sha());
                latest = Optional.of(done.tip());
                completed.add(done);
            }
        }
    }
}
