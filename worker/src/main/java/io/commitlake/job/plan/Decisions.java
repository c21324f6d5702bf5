package io.commitlake.job.plan;

import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.job.plan.Decision.Work;
import io.commitlake.ledger.ExportNumbers;
import io.commitlake.ledger.ExportPosition;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.model.Assignment;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.RepositoryCondition.Condition;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Decides from a repository's row, the ledger and GitHub's answer whether the repository has something to export. It
 * changes nothing. Any number of threads may use it at the same time.
 */
final class Decisions {
    private static final String UP_TO_DATE = "up to date";
    private static final String FORGOTTEN = "forgotten";
    private static final String NOTHING_YET = "no commit before the snapshot";

    private final Ledger ledger;
    private final Storage storage;
    private final RepositoryConditions conditions;
    private final KnownConditions known;
    private final Instant snapshot;
    private final String run;

    /** The sorted ids of the repositories that may have an unfinished claim: as numbers, for there may be a million. */
    private final long[] opened;

    private final Set<Long> forgotten;

    Decisions(Ledger ledger, Storage storage, RepositoryConditions conditions, Instant snapshot, String run) {
        this.ledger = ledger;
        this.storage = storage;
        this.conditions = conditions;
        this.known = conditions.known();
        this.snapshot = snapshot;
        this.run = run;
        LongStream.Builder ids = LongStream.builder();
        ledger.forEachOpen(export -> ids.add(export.repository()));
        this.opened = ids.build().sorted().distinct().toArray();
        this.forgotten = ledger.forgotten().ids();
    }

    /** The work for a repository that the row and the ledger suffice to leave out, without asking GitHub. */
    Optional<Work> withoutAsking(Repository row) {
        if (forgotten.contains(row.id())) {
            return Optional.of(new Work.LeftOut(FORGOTTEN)); // its row is about to be removed
        }
        Optional<RepositoryCondition> settled = known.pastLimit(row.id())
                .or(() -> known.lostUntilLater(row.id()).filter(condition -> !isOpen(row)));
        if (settled.isPresent()) {
            return settled.map(
                    condition -> new Work.LeftOut(condition.condition().text()));
        }
        // A row of the original program is always looked up: its last commit counts only if the dataset has its data.
        return row.exports().orElse(0) > 0 && !isOpen(row) && !endsBeforeSnapshot(row.last())
                ? row.last().map(Work.Past::new)
                : Optional.empty();
    }

    /**
     * Whether a repository was gone or blocked and has no unfinished claim: whether that is voided depends on GitHub's
     * exact answer.
     */
    boolean wasLost(Repository row) {
        return known.lost(row.id()).isPresent() && !isOpen(row);
    }

    /** Whether this plan asks again for any repository that was gone or blocked. */
    boolean isAnyAskedAgain() {
        return known.isAnyAskedAgain();
    }

    /** The answer for a repository that was gone or blocked, and that no token sees yet. */
    Lookup stillLost(Repository row) {
        RepositoryCondition before = known.lost(row.id()).orElseThrow();
        return before.condition() == Condition.BLOCKED
                ? new Lookup.Blocked(before.words())
                : new Lookup.Gone(before.words());
    }

    /** Decides by GitHub's answer. */
    Decision decide(Repository tableRow, Lookup lookup) {
        long from = tableRow.exports().isPresent() ? tableRow.exports().getAsLong() : firstExport(tableRow.id());
        Repository row = from == 0 ? tableRow.neverExported() : tableRow;
        return new Decision(readableWork(row, lookup, from), identity(row, lookup, from), conditionChange(row, lookup));
    }

    private Work readableWork(Repository row, Lookup lookup, long from) {
        try {
            return work(row, lookup, from);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            // The record is invalid: the shard reads it again and fails for this repository alone.
            return assigned(row, Optional.empty(), from);
        }
    }

    private Work work(Repository row, Lookup lookup, long from) {
        Optional<ExportPosition> open = position(row, from);
        return switch (lookup) {
            case Lookup.Found(RemoteRepository seen)
            when seen.head().isPresent() -> workOn(row, seen, seen.head().get(), open, from);
            // The shard asks GitHub again; if that fails too, only this repository fails.
            case Lookup.Failed failed -> assigned(row, open, from);
            case Lookup other -> {
                boolean completes = open.flatMap(ExportPosition::unfinished).isPresent()
                        && row.fullName().isPresent();
                yield completes
                        ? assigned(row, open, from)
                        : new Work.LeftOut(condition(lookup).orElseThrow().text());
            }
        };
    }

    private Work workOn(
            Repository row,
            RemoteRepository seen,
            RemoteRepository.Head head,
            Optional<ExportPosition> open,
            long from) {
        Optional<Tip> last = open.map(ExportPosition::last).orElse(row.last());
        boolean unfinished = open.flatMap(ExportPosition::unfinished).isPresent();
        if (!unfinished) {
            if (!endsBeforeSnapshot(last)) {
                return new Work.Past(last.get());
            }
            if (last.filter(tip -> tip.sha().equals(head.sha())).isPresent()) {
                return new Work.LeftOut(UP_TO_DATE);
            }
            Optional<SnapshotTip> tip =
                    head.at().isBefore(snapshot) ? Optional.empty() : ledger.tip(row.id(), head.sha(), snapshot);
            if (tip.isPresent() && tip.get().tip().map(Tip::sha).equals(last.map(Tip::sha))) {
                return new Work.LeftOut(last.isPresent() ? UP_TO_DATE : NOTHING_YET);
            }
        }
        return new Work.Assigned(
                new Assignment(
                        row.id(),
                        seen.nodeId(),
                        seen.fullName(),
                        seen.url(),
                        Optional.of(head.sha()),
                        OptionalLong.of(seen.diskKilobytes()),
                        from,
                        plannedNumber(open, from),
                        row.last()),
                CommitEstimate.of(row, seen, last, snapshot),
                unfinished);
    }

    /** The work on a repository whose head isn't known. */
    private static Work assigned(Repository row, Optional<ExportPosition> open, long from) {
        String name = row.fullName().orElse(Long.toString(row.id()));
        return new Work.Assigned(
                new Assignment(
                        row.id(),
                        row.nodeId().orElse(""),
                        name,
                        open.flatMap(ExportPosition::unfinished)
                                .map(claim -> claim.url())
                                // A row without a name has no known address: the shard asks GitHub by id before Git.
                                .orElse("https://github.com/" + row.fullName().orElse("repositories/" + row.id())),
                        Optional.empty(),
                        OptionalLong.empty(),
                        from,
                        plannedNumber(open, from),
                        row.last()),
                0,
                open.flatMap(ExportPosition::unfinished).isPresent());
    }

    /** The condition that GitHub's answer shows; empty if the repository has commits, or the answer is a failure. */
    private static Optional<Condition> condition(Lookup lookup) {
        return switch (lookup) {
            case Lookup.Found(RemoteRepository seen) ->
                seen.head().isPresent() ? Optional.empty() : Optional.of(Condition.EMPTY);
            case Lookup.Gone gone -> Optional.of(Condition.GONE);
            case Lookup.Blocked blocked -> Optional.of(Condition.BLOCKED);
            case Lookup.Failed failed -> Optional.empty();
        };
    }

    private Optional<UnaryOperator<Optional<RepositoryCondition>>> conditionChange(Repository row, Lookup lookup) {
        String words = switch (lookup) {
            case Lookup.Found found -> "its default branch has no commit";
            case Lookup.Gone(String message) -> message;
            case Lookup.Blocked(String message) -> message;
            case Lookup.Failed(String message) -> message;
        };
        Optional<Condition> shown = condition(lookup);
        if (shown.isPresent()) {
            return Optional.of(conditions.noted(row.id(), shown.get(), words, run));
        }
        // The repository exists and has commits: an earlier condition must not add up with one seen years later.
        boolean well = lookup instanceof Lookup.Found
                && known.of(row.id()).filter(before -> before.limit().isEmpty()).isPresent();
        return well ? Optional.of(before -> Optional.empty()) : Optional.empty();
    }

    private static Optional<RunPlan.Identity> identity(Repository row, Lookup lookup, long from) {
        if (!(lookup instanceof Lookup.Found(RemoteRepository seen))) {
            return Optional.empty();
        }
        boolean known = row.nodeId().equals(Optional.of(seen.nodeId()))
                && row.fullName().equals(Optional.of(seen.fullName()))
                && row.exports().isPresent();
        return known
                ? Optional.empty()
                : Optional.of(new RunPlan.Identity(row.id(), seen.nodeId(), seen.fullName(), row.fullName(), from));
    }

    /** The position in the ledger, if any export is open; otherwise the row says enough. */
    private Optional<ExportPosition> position(Repository row, long from) {
        return isOpen(row) ? Optional.of(ExportPosition.of(ledger, row.id(), from, row.last())) : Optional.empty();
    }

    private boolean isOpen(Repository row) {
        return Arrays.binarySearch(opened, row.id()) >= 0;
    }

    private static long plannedNumber(Optional<ExportPosition> open, long from) {
        return open.map(position -> position.next() + (position.unfinished().isPresent() ? 1 : 0))
                .orElse(from);
    }

    /**
     * The first export number in the ledger, for a row without one. If the ledger has none either, it is 1 + the
     * highest number of any data file, since all of those are the original program's.
     */
    private long firstExport(long repository) {
        AtomicLong next = new AtomicLong();
        for (Table table : Table.BY_MONTH) {
            storage.list(
                    Layout.folderOf(table, repository),
                    listed -> DataKey.parse(listed.key())
                            .ifPresent(key -> next.accumulateAndGet(key.export().number() + 1, Math::max)));
        }
        return ExportNumbers.first(ledger, repository, next.get());
    }

    private boolean endsBeforeSnapshot(Optional<Tip> last) {
        return last.isEmpty() || last.get().at().isBefore(snapshot);
    }
}
