package io.commitlake.job.plan;

import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import io.commitlake.ledger.ExportNumbers;
import io.commitlake.ledger.ExportPosition;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.SnapshotTip;
import io.commitlake.model.Assignment;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Decides from a repository's row, the ledger and GitHub's answer whether the repository has something to export. */
final class PlannedRepositories {
    private static final String UP_TO_DATE = "up to date";
    private static final String NOTHING_YET = "no commit before the snapshot";

    private final Ledger ledger;
    private final RepositoryConditions conditions;
    private final Storage storage;
    private final Map<Long, RepositoryCondition> unwell;
    private final Instant snapshot;
    private final String run;
    private final Set<Long> opened;
    private final List<Shards.Costed> assignments = new ArrayList<>();
    private final List<RunPlan.Identity> identities = new ArrayList<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private long past;
    private Instant newest = Instant.MIN;

    /** Decides for one run; {@code opened} are the repositories that may have an unfinished claim. */
    PlannedRepositories(
            Ledger ledger,
            RepositoryConditions conditions,
            Storage storage,
            Instant snapshot,
            String run,
            Set<Long> opened) {
        this.ledger = ledger;
        this.conditions = conditions;
        this.storage = storage;
        this.unwell = conditions.all().stream()
                .collect(Collectors.toMap(RepositoryCondition::repository, Function.identity()));
        this.snapshot = snapshot;
        this.run = run;
        this.opened = opened;
    }

    List<Shards.Costed> assignments() {
        return assignments;
    }

    List<RunPlan.Identity> identities() {
        return identities;
    }

    /** The number of repositories with nothing to export, by reason. */
    Map<String, Long> leftOut() {
        Map<String, Long> all = new TreeMap<>(leftOut);
        if (past > 0) {
            all.put("already past the snapshot " + snapshot + ", with commits up to " + newest, past);
        }
        return all;
    }

    /** Whether the row and the ledger suffice to leave the repository out, without asking GitHub. */
    boolean settledWithoutAsking(Repository row) {
        Optional<RepositoryCondition> known = Optional.ofNullable(unwell.get(row.id()));
        if (known.filter(conditions::stillPastLimit).isPresent()) {
            leaveOut(known.get().condition().text());
            return true;
        }
        // A row of the original program is always looked up: its last commit counts only if the dataset has its data.
        if (row.exports().orElse(0) > 0 && !opened.contains(row.id()) && !endsBeforeSnapshot(row.last())) {
            countPast(row.last().get());
            return true;
        }
        return false;
    }

    /** Adds a repository with GitHub's answer. */
    void add(Repository tableRow, String nodeId, Lookup lookup) {
        try {
            decide(tableRow, nodeId, lookup);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            // The record is invalid: the shard reads it again and fails for this repository alone.
            long from = tableRow.exports().orElse(0);
            assign(tableRow, nodeId, Optional.empty(), from, Optional.empty());
        }
    }

    private void decide(Repository tableRow, String nodeId, Lookup lookup) {
        long from = tableRow.exports().isPresent() ? tableRow.exports().getAsLong() : firstExport(tableRow.id());
        Repository row = from == 0 ? tableRow.neverExported() : tableRow;
        switch (lookup) {
            case Lookup.Found(RemoteRepository seen) -> {
                identify(row, seen, from);
                addFound(row, seen, from);
            }
            case Lookup.Gone(String words) -> addUnwell(row, nodeId, from, RepositoryCondition.Condition.GONE, words);
            case Lookup.Blocked(String words) ->
                addUnwell(row, nodeId, from, RepositoryCondition.Condition.BLOCKED, words);
            // The shard asks GitHub again; if that fails too, only this repository fails.
            case Lookup.Failed(String words) -> assign(row, nodeId, position(row, from), from, Optional.empty());
        }
    }

    private void addFound(Repository row, RemoteRepository seen, long from) {
        if (seen.head().isEmpty()) {
            addUnwell(
                    row, seen.nodeId(), from, RepositoryCondition.Condition.EMPTY, "its default branch has no commit");
            return;
        }
        if (Optional.ofNullable(unwell.get(row.id()))
                .filter(condition -> condition.limit().isEmpty())
                .isPresent()) {
            // The repository exists and has commits: an earlier condition must not add up with one seen years later.
            conditions.well(row.id());
        }
        String head = seen.head().get().sha();
        Optional<ExportPosition> open = position(row, from);
        Optional<Tip> last = open.map(ExportPosition::last).orElse(row.last());
        boolean unfinished = open.flatMap(ExportPosition::unfinished).isPresent();
        if (!unfinished) {
            if (!endsBeforeSnapshot(last)) {
                countPast(last.get());
                return;
            }
            if (last.filter(tip -> tip.sha().equals(head)).isPresent()) {
                leaveOut(UP_TO_DATE);
                return;
            }
            Optional<SnapshotTip> known =
                    seen.head().get().at().isBefore(snapshot) ? Optional.empty() : ledger.tip(row.id(), head, snapshot);
            if (known.isPresent() && known.get().tip().map(Tip::sha).equals(last.map(Tip::sha))) {
                leaveOut(last.isPresent() ? UP_TO_DATE : NOTHING_YET);
                return;
            }
        }
        assignments.add(new Shards.Costed(
                new Assignment(
                        row.id(),
                        seen.nodeId(),
                        seen.fullName(),
                        seen.url(),
                        Optional.of(head),
                        OptionalLong.of(seen.diskKilobytes()),
                        from,
                        plannedNumber(open, from),
                        row.last()),
                seen.diskKilobytes(),
                CommitEstimate.of(row, seen, last, snapshot),
                unfinished));
    }

    /** Leaves out a repository that can't be exported, unless it has an unfinished claim to complete. */
    private void addUnwell(
            Repository row, String nodeId, long from, RepositoryCondition.Condition condition, String words) {
        conditions.note(row.id(), condition, words, run);
        if (position(row, from).flatMap(ExportPosition::unfinished).isPresent()
                && row.fullName().isPresent()) {
            assign(row, nodeId, position(row, from), from, Optional.empty());
        } else {
            leaveOut(condition.text());
        }
    }

    private void assign(
            Repository row, String nodeId, Optional<ExportPosition> open, long from, Optional<String> head) {
        String name = row.fullName().orElse(Long.toString(row.id()));
        assignments.add(new Shards.Costed(
                new Assignment(
                        row.id(),
                        nodeId,
                        name,
                        open.flatMap(ExportPosition::unfinished)
                                .map(claim -> claim.url())
                                // A row without a name has no known address: the shard asks GitHub by id before Git.
                                .orElse("https://github.com/" + row.fullName().orElse("repositories/" + row.id())),
                        head,
                        OptionalLong.empty(),
                        from,
                        plannedNumber(open, from),
                        row.last()),
                0,
                0,
                open.flatMap(ExportPosition::unfinished).isPresent()));
    }

    /** The position in the ledger, if any export is open; otherwise the row says enough. */
    private Optional<ExportPosition> position(Repository row, long from) {
        return opened.contains(row.id())
                ? Optional.of(ExportPosition.of(ledger, row.id(), from, row.last()))
                : Optional.empty();
    }

    private static long plannedNumber(Optional<ExportPosition> open, long from) {
        return open.map(position -> position.next() + (position.unfinished().isPresent() ? 1 : 0))
                .orElse(from);
    }

    private void identify(Repository row, RemoteRepository seen, long from) {
        boolean known = row.nodeId().equals(Optional.of(seen.nodeId()))
                && row.fullName().equals(Optional.of(seen.fullName()))
                && row.exports().isPresent();
        if (!known) {
            identities.add(new RunPlan.Identity(row.id(), seen.nodeId(), seen.fullName(), row.fullName(), from));
        }
    }

    /**
     * The first export number in the ledger, for a row without one. If the ledger has none either, it is 1 + the
     * highest number of any data file, since all of those are the original program's.
     */
    private long firstExport(long repository) {
        AtomicLong next = new AtomicLong();
        for (Table table : Table.values()) {
            storage.list(
                    Layout.monthsOf(table, repository),
                    listed -> Layout.dataKey(listed.key())
                            .ifPresent(key -> next.accumulateAndGet(key.export().number() + 1, Math::max)));
        }
        return ExportNumbers.first(ledger, repository, next.get());
    }

    private boolean endsBeforeSnapshot(Optional<Tip> last) {
        return last.isEmpty() || last.get().at().isBefore(snapshot);
    }

    /** Counts a repository that already holds commits of the snapshot or later. */
    private void countPast(Tip last) {
        past++;
        newest = last.at().isAfter(newest) ? last.at() : newest;
    }

    private void leaveOut(String reason) {
        leftOut.merge(reason, 1L, Long::sum);
    }
}
