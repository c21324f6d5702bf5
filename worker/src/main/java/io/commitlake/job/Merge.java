package io.commitlake.job;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.export.ExportFiles;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.StagedStates;
import io.commitlake.job.work.Parallel;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets each repository's row from its highest completed export in the ledger, whichever run that was, and never lowers
 * a row. It may run at any time, any number of times, and in parallel with any other command.
 */
@Singleton
public final class Merge {
    /**
     * The result of a merge.
     *
     * @param merged number of rows set
     * @param unfinished exports that are claimed and have no outcome yet
     */
    public record Result(String run, long merged, List<String> unfinished) {}

    private static final Logger LOG = LoggerFactory.getLogger(Merge.class);

    /** A put older than this can't be a running worker's. */
    private static final Duration LONGEST_PUT = Duration.ofDays(1);

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final PlanStore plans;
    private final StagedStates states;
    private final ExportFiles files;
    private final Clock clock;
    private final ExecutorService gets;

    Merge(
            Storage storage,
            Ledger ledger,
            StagedStates states,
            ExportFiles files,
            Clock clock,
            @Named("puts") ExecutorService gets) {
        this.storage = storage;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
        this.plans = new PlanStore(storage);
        this.states = states;
        this.files = files;
        this.clock = clock;
        this.gets = gets;
    }

    /** Merges all completed exports. The run's plan says which names and ids changed. */
    public Result run(Instant snapshot, String run) {
        RunPlan plan = plans.of(run, snapshot);
        states.publish(plan);
        Map<Long, RunPlan.Identity> identities =
                plan.identities().stream().collect(Collectors.toMap(RunPlan.Identity::repository, Function.identity()));
        Settled settled = settled();
        long rows = 0;
        Set<Long> held = new HashSet<>();
        for (long file : tables.files()) {
            rows += fold(file, identities, settled.highest(), held);
        }
        List<Export> merged = settled.complete().stream()
                .filter(export -> held.contains(export.repository()))
                .toList();
        Parallel.map(gets, merged, export -> {
            ledger.close(export);
            return export;
        });
        removeUnfinishedPuts();
        Result result = new Result(run, rows, settled.unfinished());
        storage.put(Layout.report(run, "merge"), Json.write(result));
        return result;
    }

    /** Saves storage costs. The merge succeeds even if this fails. */
    private void removeUnfinishedPuts() {
        try {
            long removed = storage.removeUnfinishedPuts(clock.instant().minus(LONGEST_PUT));
            if (removed > 0) {
                LOG.info("removed the parts of {} interrupted uploads from {}", removed, storage.location());
            }
        } catch (CommitlakeException refused) {
            LOG.warn(
                    "{} may hold parts of interrupted uploads that Commitlake can't remove; a lifecycle rule with"
                            + " AbortIncompleteMultipartUpload removes them too: {}",
                    storage.location(),
                    refused.getMessage());
        }
    }

    /**
     * The open exports by state.
     *
     * @param highest the claim of each repository's highest completed export
     * @param complete exports that may be closed once the rows hold them
     */
    private record Settled(Map<Long, Claim> highest, List<Export> complete, List<String> unfinished) {}

    /**
     * An open export with its records.
     *
     * @param readable whether the records are valid; if not, this repository alone isn't merged
     */
    private record Opened(Export export, Optional<Claim> claim, Optional<Outcome> outcome, boolean readable) {}

    private Opened opened(Export export) {
        try {
            return new Opened(export, ledger.claimed(export), ledger.outcome(export), true);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            LOG.warn("export {} isn't merged: {}", export, failed.getMessage());
            return new Opened(export, Optional.empty(), Optional.empty(), false);
        }
    }

    private Settled settled() {
        List<Export> opened = new ArrayList<>();
        ledger.forEachOpen(opened::add);
        Settled settled = new Settled(new HashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (Opened entry : Parallel.map(gets, opened, this::opened)) {
            Export export = entry.export();
            if (!entry.readable()) {
                settled.unfinished().add(export.toString());
                continue;
            }
            if (entry.claim().isEmpty()) {
                continue; // opened but never claimed: the repository's next export takes the number
            }
            switch (entry.outcome().orElse(null)) {
                case null -> settled.unfinished().add(export.toString());
                case Outcome.Complete complete -> {
                    settled.complete().add(export);
                    settled.highest().merge(export.repository(), entry.claim().get(), Merge::higher);
                }
                case Outcome.Voided voided -> {
                    files.remove(export);
                    if (!voided.mayGainFiles(clock.instant())) {
                        ledger.close(export);
                    }
                }
            }
        }
        return settled;
    }

    private static Claim higher(Claim a, Claim b) {
        return a.export().number() > b.export().number() ? a : b;
    }

    private long fold(long file, Map<Long, RunPlan.Identity> identities, Map<Long, Claim> highest, Set<Long> held) {
        List<Repository> before = tables.read(file).orElse(List.of());
        List<Repository> after = tables.change(
                file,
                rows -> rows.stream()
                        .map(row -> merged(
                                row,
                                Optional.ofNullable(identities.get(row.id())),
                                Optional.ofNullable(highest.get(row.id()))))
                        .toList());
        after.forEach(row -> held.add(row.id()));
        return after.stream().filter(row -> !before.contains(row)).count();
    }

    private static Repository merged(Repository row, Optional<RunPlan.Identity> identity, Optional<Claim> claim) {
        long exports =
                row.exports().orElse(identity.map(RunPlan.Identity::exports).orElse(0L));
        // A row that has changed since the plan was made was set by a later plan's merge.
        Optional<RunPlan.Identity> now = identity.filter(seen -> seen.replaced().equals(row.fullName()));
        boolean further = claim.isPresent() && claim.get().export().number() >= exports;
        return new Repository(
                row.id(),
                row.createdAt(),
                further ? claim.map(Claim::tip) : row.last(),
                now.map(RunPlan.Identity::nodeId).or(row::nodeId),
                now.map(RunPlan.Identity::fullName).or(row::fullName),
                further
                        ? OptionalLong.of(claim.get().export().number() + 1)
                        : identity.isPresent() ? OptionalLong.of(exports) : row.exports());
    }
}
