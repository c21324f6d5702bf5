package io.commitlake.job;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.dataset.RunDataFiles;
import io.commitlake.job.export.ExportFiles;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.StagedStates;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Workspace;
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
import java.util.Comparator;
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
 * a row. Lists the files of those exports in the run's file of {@code data_files} first, so a row never names an export
 * whose files aren't listed. It may run at any time, any number of times, and in parallel with any other command.
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

    /** Number of exports whose outcomes, each with all of the export's files, are in memory at once. */
    private static final int BATCH = 64;

    /** The order of the rows in {@code data_files}. */
    private static final Comparator<Export> ORDER =
            Comparator.comparingLong(Export::repository).thenComparingLong(Export::number);

    /** A put older than this can't be a running worker's. */
    private static final Duration LONGEST_PUT = Duration.ofDays(1);

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final PlanStore plans;
    private final StagedStates states;
    private final ExportFiles files;
    private final Workspace workspace;
    private final Clock clock;
    private final ExecutorService gets;

    Merge(
            Storage storage,
            Ledger ledger,
            StagedStates states,
            ExportFiles files,
            Workspace workspace,
            Clock clock,
            @Named("puts") ExecutorService gets) {
        this.storage = storage;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
        this.plans = new PlanStore(storage);
        this.states = states;
        this.files = files;
        this.workspace = workspace;
        this.clock = clock;
        this.gets = gets;
    }

    /** Merges all completed exports. The run's plan says which names and ids changed. */
    public Result run(Instant snapshot, String run) {
        RunPlan plan = plans.of(run, snapshot);
        states.publish(plan);
        Map<Long, RunPlan.Identity> identities =
                plan.identities().stream().collect(Collectors.toMap(RunPlan.Identity::repository, Function.identity()));
        List<Long> tableFiles = tables.files();
        Settled settled = workspace.within("merge", folder -> {
            try (RunDataFiles listing = new RunDataFiles(storage, run, plan.snapshot(), folder)) {
                Settled found = settled(tracked(tableFiles), listing);
                listing.put();
                return found;
            }
        });
        long rows = 0;
        Set<Long> held = new HashSet<>();
        for (long file : tableFiles) {
            rows += fold(file, identities, settled.highest(), held);
        }
        List<Export> merged = settled.listed().stream()
                .filter(export -> held.contains(export.repository()))
                .toList();
        Parallel.map(gets, merged, export -> {
            ledger.close(export);
            return export;
        });
        removeUnfinishedPuts();
        Result result = new Result(run, rows, settled.unfinished());
        storage.put(Layout.report(run, "merge"), Json.writeRedacted(result));
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
     * @param listed completed exports in {@code data_files}, which may be closed once the rows hold them
     */
    private record Settled(Map<Long, Claim> highest, List<Export> listed, List<String> unfinished) {}

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

    private Set<Long> tracked(List<Long> tableFiles) {
        Set<Long> tracked = new HashSet<>();
        for (long file : tableFiles) {
            tables.read(file).orElse(List.of()).forEach(row -> tracked.add(row.id()));
        }
        return tracked;
    }

    /** Reads the records of all open exports, and lists the files of those whose repositories have rows. */
    private Settled settled(Set<Long> tracked, RunDataFiles listing) {
        List<Export> opened = new ArrayList<>();
        ledger.forEachOpen(opened::add);
        opened.sort(ORDER);
        Settled settled = new Settled(new HashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (int from = 0; from < opened.size(); from += BATCH) {
            List<Export> some = opened.subList(from, Math.min(from + BATCH, opened.size()));
            for (Opened entry : Parallel.map(gets, some, this::opened)) {
                settle(entry, tracked, settled, listing);
            }
        }
        return settled;
    }

    private void settle(Opened entry, Set<Long> tracked, Settled settled, RunDataFiles listing) {
        Export export = entry.export();
        if (!entry.readable()) {
            settled.unfinished().add(export.toString());
            return;
        }
        if (entry.claim().isEmpty()) {
            return; // opened but never claimed: the repository's next export takes the number
        }
        switch (entry.outcome().orElse(null)) {
            case null -> settled.unfinished().add(export.toString());
            case Outcome.Complete complete -> {
                // Without a row the export stays open, so every merge would list its files again.
                if (tracked.contains(export.repository())) {
                    listing.add(complete);
                    settled.listed().add(export);
                    settled.highest().merge(export.repository(), entry.claim().get(), Merge::higher);
                }
            }
            case Outcome.Voided voided -> {
                files.remove(export);
                if (!voided.mayGainFiles(clock.instant())) {
                    ledger.close(export);
                }
            }
        }
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
