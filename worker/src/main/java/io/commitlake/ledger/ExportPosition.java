package io.commitlake.ledger;

import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Tip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The progress of a repository's exports, according to its claims and outcomes.
 *
 * @param next the first number without an outcome: not claimed yet, or with an open claim
 * @param frontiers the tips of the completed exports, without those that another one is known to reach
 * @param mayReachEachOther whether a frontier may reach another one, because an older version's claim doesn't tell
 * @param lost the frontiers that GitHub no longer had, each with the number of the export that noted it first
 * @param last the tip of the highest completed export
 * @param unfinished the open claim of {@code next}, if any
 * @param completed the claims of the completed exports that {@link #of} read, lowest number first
 */
public record ExportPosition(
        long next,
        List<String> frontiers,
        boolean mayReachEachOther,
        Map<String, Long> lost,
        Optional<Tip> last,
        Optional<Claim> unfinished,
        List<Claim> completed) {
    public ExportPosition {
        frontiers = List.copyOf(frontiers);
        lost = new HashMap<>(lost);
        lost.keySet().retainAll(frontiers);
        lost = Map.copyOf(lost);
        completed = List.copyOf(completed);
    }

    /** The tips of the completed exports with this number or a higher one. */
    public List<Tip> completedSince(long number) {
        return completed.stream()
                .filter(claim -> claim.export().number() >= number)
                .map(Claim::tip)
                .toList();
    }

    /** The frontiers to fetch for the open claim or, without one, for the next: those that weren't lost earlier. */
    public List<String> toFetch() {
        Set<String> known = unfinished.map(Claim::lost).orElse(lost).keySet();
        return unfinished.map(Claim::frontiers).orElse(frontiers).stream()
                .filter(sha -> !known.contains(sha))
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
        Optional<Claim> before = from > 0 ? ledger.claimed(new Export(repository, from - 1)) : Optional.empty();
        Optional<Tip> latest = last;
        List<Claim> completed = new ArrayList<>();
        for (long number = from; ; number++) {
            Export export = new Export(repository, number);
            Optional<Claim> claim = ledger.claimed(export);
            Optional<Outcome> outcome = claim.isPresent() ? ledger.outcome(export) : Optional.empty();
            if (outcome.isEmpty()) {
                List<String> original = from > 0 ? last.map(Tip::sha).stream().toList() : List.of();
                return new ExportPosition(
                        number,
                        before.map(Claim::nextFrontiers).orElse(original),
                        before.isPresent() && before.get().reached().isEmpty(),
                        before.map(Claim::lost).orElse(Map.of()),
                        latest,
                        claim,
                        completed);
            }
            if (outcome.get() instanceof Outcome.Complete) {
                before = claim;
                latest = claim.map(Claim::tip);
                completed.add(claim.orElseThrow());
            }
        }
    }
}
