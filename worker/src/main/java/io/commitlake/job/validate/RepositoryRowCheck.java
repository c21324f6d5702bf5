package io.commitlake.job.validate;

import io.commitlake.dataset.Fault;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.ledger.ExportNumbers;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.storage.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Checks rows of {@code repositories/} against the ledger: a row must match its repository's highest completed export.
 * A row that is behind is no fault as long as the later exports wait for a merge.
 */
final class RepositoryRowCheck {
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final List<Suspect> suspects = new ArrayList<>();

    /** A row that doesn't match the highest completed export. The exports are without their files, which may be many. */
    private record Suspect(long file, Repository row, ExportNumbers numbers) {}

    RepositoryRowCheck(Ledger ledger, RepositoryTables tables) {
        this.ledger = ledger;
        this.tables = tables;
    }

    /** The claim that a row's {@code exports} and last commit should match. */
    static Optional<Claim> claimOf(Ledger ledger, Repository row) {
        return row.exports().orElse(0) > 0
                ? ledger.claimed(new Export(row.id(), row.exports().getAsLong() - 1))
                : Optional.empty();
    }

    /**
     * Checks a row, and keeps it for {@link #finish} if it differs. Any number of threads may call this.
     *
     * @param numbers the exports from some number on; the row must count the ones before that
     * @param claim the result of {@link #claimOf}
     */
    void check(long file, Repository row, ExportNumbers numbers, Optional<Claim> claim) {
        if (fault(row, numbers, claim, Set.of()).isPresent()) {
            synchronized (suspects) {
                suspects.add(new Suspect(file, row, withoutFiles(numbers)));
            }
        }
    }

    private static ExportNumbers withoutFiles(ExportNumbers numbers) {
        SortedMap<Export, Optional<Outcome>> outcomes = new TreeMap<>(numbers.outcomes());
        outcomes.replaceAll((export, outcome) -> outcome.map(ended -> switch (ended) {
            case Outcome.Complete complete -> new Outcome.Complete(complete.commits(), List.of());
            case Outcome.Voided voided -> voided;
        }));
        return new ExportNumbers(outcomes);
    }

    /**
     * Checks the rows that differed once more. An export that was complete at the first check is by now either in its
     * row or still listed as open, so a merge at the same time causes no fault.
     */
    void finish(Consumer<Fault> to) {
        if (suspects.isEmpty()) {
            return;
        }
        Map<Long, Repository> now = new HashMap<>();
        suspects.forEach(suspect -> now.put(suspect.row().id(), suspect.row()));
        Set<Export> unmerged = new HashSet<>();
        ledger.forEachOpen(export -> {
            if (now.containsKey(export.repository())) {
                unmerged.add(export);
            }
        });
        suspects.stream()
                .map(Suspect::file)
                .distinct()
                .forEach(file ->
                        tables.readLeniently(file, fault -> {}).rows().forEach(row -> now.replace(row.id(), row)));
        for (Suspect suspect : suspects) {
            Repository row = Objects.requireNonNull(now.get(suspect.row().id()));
            fault(row, suspect.numbers(), claimOf(ledger, row), unmerged)
                    .ifPresent(what -> to.accept(new Fault(Layout.repositories(suspect.file()), what)));
        }
    }

    private static Optional<String> fault(
            Repository row, ExportNumbers numbers, Optional<Claim> claim, Set<Export> unmerged) {
        SortedMap<Export, Outcome.Complete> complete = numbers.complete();
        long exports = row.exports().orElse(0);
        boolean begun = exports > numbers.first(exports);
        List<Export> beyond = complete.keySet().stream()
                .filter(export -> (row.exports().isEmpty() || export.number() >= exports) && !unmerged.contains(export))
                .toList();
        String of = " of repository " + row.id() + " is ";
        if (!beyond.isEmpty()) {
            return Optional.of("exports" + of + exports(row) + ", but its export "
                    + beyond.getLast().number() + " is complete and merged");
        }
        if (row.exports().isEmpty() || (exports == 0 && row.last().isEmpty())) {
            return Optional.empty();
        }
        if (exports == 0) {
            return Optional.of(
                    "last_commit_sha" + of + row.last().get().sha() + ", but none of its commits is exported");
        }
        if (!begun) {
            // The last commit is the original program's; RepositoryCheck looks for it among the commits.
            return exports < numbers.first(exports)
                    ? Optional.of("exports" + of + exports(row) + ", but the ledger's exports begin at "
                            + numbers.first(exports))
                    : Optional.empty();
        }
        // An export that was open when the ledger was read, or claimed since, may be complete now: the row has its tip.
        Optional<Outcome> outcome =
                numbers.outcomes().getOrDefault(new Export(row.id(), exports - 1), Optional.empty());
        if (claim.isEmpty() || outcome.filter(Outcome.Voided.class::isInstance).isPresent()) {
            return Optional.of(
                    "exports" + of + exports(row) + ", but the ledger has no completed export " + (exports - 1));
        }
        Tip tip = claim.get().tip();
        return row.last().equals(Optional.of(tip))
                ? Optional.empty()
                : Optional.of("last_commit_sha and last_commit_at" + of
                        + row.last()
                                .map(last -> last.sha() + " and " + last.at())
                                .orElse("null and null")
                        + ", but its export " + (exports - 1) + " has the tip " + tip.sha() + " of " + tip.at());
    }

    private static String exports(Repository row) {
        return row.exports().isPresent() ? Long.toString(row.exports().getAsLong()) : "null";
    }
}
