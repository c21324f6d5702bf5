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
 * How far a repository is, as its claims and outcomes say.
 *
 * @param next the first number that isn't claimed, or that of the open claim
 * @param frontiers the tips of all completed exports, oldest first
 * @param last the tip of the highest completed export
 * @param unfinished the claim of {@code next} where it is claimed and has no outcome
 * @param completed the completed exports that were seen on the way up, with their tips
 */
public record ExportPosition(
        long next, List<String> frontiers, Optional<Tip> last, Optional<Claim> unfinished, List<Claim> completed) {
    public ExportPosition {
        frontiers = List.copyOf(frontiers);
        completed = List.copyOf(completed);
    }

    /** The tips of the exports completed under this number or a higher one. */
    public List<Tip> completedSince(long number) {
        return completed.stream()
                .filter(claim -> claim.export().number() >= number)
                .map(Claim::tip)
                .toList();
    }

    /**
     * Reads it from a number upwards, which costs two look-ups for each export since.
     *
     * @param from all lower numbers are settled: the row's {@code exports}
     * @param last the row's last commit, the one frontier where the ledger doesn't know the number before {@code from}:
     *     the original program wrote it
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
