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

/** Decides of each repository, from its row, the ledger and what GitHub shows, whether it has something to do. */
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

    /** Decisions for one run; {@code opened} are the repositories that may have an unfinished claim. */
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

    /** How many have nothing to do, by the reason. */
    Map<String, Long> leftOut() {
        Map<String, Long> all = new TreeMap<>(leftOut);
        if (past > 0) {
            all.put("already past the snapshot " + snapshot + ", with commits up to " + newest, past);
        }
        return all;
    }

    /** Whether the row or the ledger says enough, so that GitHub need not be asked. */
    boolean settledWithoutAsking(Repository row) {
        Optional<RepositoryCondition> standing = Optional.ofNullable(unwell.get(row.id()));
        if (standing.filter(conditions::stillPastLimit).isPresent()) {
            leaveOut(standing.get().condition().text());
            return true;
        }
        // A row of the original program is looked up once: its last commit counts only where its data lies.
        if (row.exports().orElse(0) > 0 && !opened.contains(row.id()) && !before(row.last())) {
            isPast(row.last().get());
            return true;
        }
        return false;
    }

    /** Takes what GitHub shows of a repository. */
    void add(Repository asRead, String nodeId, Lookup lookup) {
        try {
            decide(asRead, nodeId, lookup);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.refused(failed)) {
                throw failed;
            }
            // Its shard reads the same record, and fails for this one alone.
            long from = asRead.exports().orElse(0);
            assign(asRead, nodeId, Optional.empty(), from, Optional.empty());
        }
    }

    private void decide(Repository asRead, String nodeId, Lookup lookup) {
        long from = asRead.exports().isPresent() ? asRead.exports().getAsLong() : firstOfOurs(asRead.id());
        Repository row = from == 0 ? asRead.neverExported() : asRead;
        switch (lookup) {
            case Lookup.Found(RemoteRepository seen) -> {
                identify(row, seen, from);
                seen(row, seen, from);
            }
            case Lookup.Gone(String words) -> unwell(row, nodeId, from, RepositoryCondition.Condition.GONE, words);
            case Lookup.Blocked(String words) ->
                unwell(row, nodeId, from, RepositoryCondition.Condition.BLOCKED, words);
            // The shard looks again, and fails for this one alone.
            case Lookup.Failed(String words) -> assign(row, nodeId, position(row, from), from, Optional.empty());
        }
    }

    private void seen(Repository row, RemoteRepository seen, long from) {
        if (seen.head().isEmpty()) {
            unwell(row, seen.nodeId(), from, RepositoryCondition.Condition.EMPTY, "its default branch has no commit");
            return;
        }
        if (Optional.ofNullable(unwell.get(row.id()))
                .filter(standing -> standing.limit().isEmpty())
                .isPresent()) {
            // It is there and has commits: what was seen before doesn't add up with what may be seen years later.
            conditions.well(row.id());
        }
        String head = seen.head().get().sha();
        Optional<ExportPosition> open = position(row, from);
        Optional<Tip> last = open.map(ExportPosition::last).orElse(row.last());
        boolean unfinished = open.flatMap(ExportPosition::unfinished).isPresent();
        if (!unfinished) {
            if (!before(last)) {
                isPast(last.get());
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
                        planned(open, from),
                        row.last()),
                seen.diskKilobytes(),
                CommitEstimate.of(row, seen, last, snapshot),
                unfinished));
    }

    /** Not well, but an unfinished claim is looked after all the same. */
    private void unwell(
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
                                // Of a row without a name no address is known: GitHub is asked by id before git is.
                                .orElse("https://github.com/" + row.fullName().orElse("repositories/" + row.id())),
                        head,
                        OptionalLong.empty(),
                        from,
                        planned(open, from),
                        row.last()),
                0,
                0,
                open.flatMap(ExportPosition::unfinished).isPresent()));
    }

    /** Read only where something was opened: a row says the rest. */
    private Optional<ExportPosition> position(Repository row, long from) {
        return opened.contains(row.id())
                ? Optional.of(ExportPosition.of(ledger, row.id(), from, row.last()))
                : Optional.empty();
    }

    private static long planned(Optional<ExportPosition> open, long from) {
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
     * Of a repository whose row doesn't say: the first number that is ours, and where none is yet, 1 + the highest that
     * data lies of. Whatever our exports have put there until a merge sets the row is not the original program's.
     */
    private long firstOfOurs(long repository) {
        AtomicLong next = new AtomicLong();
        for (Table table : Table.values()) {
            storage.list(
                    Layout.monthsOf(table, repository),
                    listed -> Layout.dataKey(listed.key())
                            .ifPresent(key -> next.accumulateAndGet(key.export().number() + 1, Math::max)));
        }
        return ExportNumbers.first(ledger, repository, next.get());
    }

    private boolean before(Optional<Tip> last) {
        return last.isEmpty() || last.get().at().isBefore(snapshot);
    }

    /** Holds commits of the snapshot or later. */
    private void isPast(Tip last) {
        past++;
        newest = last.at().isAfter(newest) ? last.at() : newest;
    }

    private void leaveOut(String reason) {
        leftOut.merge(reason, 1L, Long::sum);
    }
}
