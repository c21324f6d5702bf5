package io.commitlake.job;

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
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Holds rows of {@code repositories/} against the ledger: each says what its repository's highest completed export came
 * to. One that is behind is no fault while what is beyond it waits for a merge.
 */
final class RepositoryRowCheck {
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final List<Suspect> suspects = new ArrayList<>();

    /** A row that isn't the highest completed export's. */
    private record Suspect(long file, Repository row, ExportNumbers numbers) {}

    RepositoryRowCheck(Ledger ledger, RepositoryTables tables) {
        this.ledger = ledger;
        this.tables = tables;
    }

    /** The claim that a row's {@code exports} and last commit should be of. */
    static Optional<Claim> claimOf(Ledger ledger, Repository row) {
        return row.exports().orElse(0) > 0
                ? ledger.claimed(new Export(row.id(), row.exports().getAsLong() - 1))
                : Optional.empty();
    }

    /** Looks at a row; {@code claim} is the one of {@link #claimOf}. */
    void look(long file, Repository row, ExportNumbers numbers, Optional<Claim> claim) {
        if (fault(row, numbers, claim, Set.of()).isPresent()) {
            suspects.add(new Suspect(file, row, numbers));
        }
    }

    /**
     * Looks again at those that differed. What was completed when they were first looked at is by now either in its row
     * or still listed as open: so a merge at the same time is no fault.
     */
    void finish(Consumer<Fault> to) {
        if (suspects.isEmpty()) {
            return;
        }
        Set<Export> unmerged = new HashSet<>();
        ledger.opened(unmerged::add);
        Map<Long, Repository> now = new HashMap<>();
        suspects.stream()
                .map(Suspect::file)
                .distinct()
                .forEach(file -> tables.readLeniently(file, fault -> {}).rows().forEach(row -> now.put(row.id(), row)));
        for (Suspect suspect : suspects) {
            Repository row = now.getOrDefault(suspect.row().id(), suspect.row());
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
            return Optional.of("exports" + of + said(row) + ", and its export "
                    + beyond.getLast().number() + " is complete and merged");
        }
        if (row.exports().isEmpty() || (exports == 0 && row.last().isEmpty())) {
            return Optional.empty();
        }
        if (exports == 0) {
            return Optional.of("last_commit_sha" + of + row.last().get().sha() + ", and nothing of it is exported");
        }
        if (!begun) {
            // The original program's last commit, which its commits are asked for.
            return exports < numbers.first(exports)
                    ? Optional.of("exports" + of + said(row) + ", and ours begin at " + numbers.first(exports))
                    : Optional.empty();
        }
        // What was open when the ledger was read, or claimed since, may be complete by now: then the row has its tip.
        Optional<Outcome> outcome =
                numbers.outcomes().getOrDefault(new Export(row.id(), exports - 1), Optional.empty());
        if (claim.isEmpty() || outcome.filter(Outcome.Voided.class::isInstance).isPresent()) {
            return Optional.of(
                    "exports" + of + said(row) + ", and the ledger has no completed export " + (exports - 1));
        }
        Tip tip = claim.get().tip();
        return row.last().equals(Optional.of(tip))
                ? Optional.empty()
                : Optional.of("last_commit_sha and last_commit_at" + of
                        + row.last()
                                .map(last -> last.sha() + " and " + last.at())
                                .orElse("null and null")
                        + ", its export " + (exports - 1) + " has the tip " + tip.sha() + " of " + tip.at());
    }

    private static String said(Repository row) {
        return row.exports().isPresent() ? Long.toString(row.exports().getAsLong()) : "null";
    }
}
