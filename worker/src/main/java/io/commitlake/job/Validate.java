package io.commitlake.job;

import io.commitlake.dataset.Expected;
import io.commitlake.dataset.Fault;
import io.commitlake.dataset.RepositoryCheck;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Assignment;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Table;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Holds the dataset's files against the ledger and against each other. It changes nothing. */
@Singleton
public final class Validate {
    private static final int MOST_SHOWN = 200;

    /**
     * What validation came to.
     *
     * @param files of completed exports that were read
     * @param commits in them
     * @param faults all of them
     * @param shown the first of them
     * @param unfinished exports that are claimed and not settled: no faults, but not validated
     */
    public record Result(
            long repositories, long files, long commits, long faults, List<Fault> shown, List<String> unfinished) {}

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final Plans plans;
    private final Workspace workspace;

    Validate(Storage storage, Ledger ledger, Workspace workspace) {
        this.storage = storage;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
        this.plans = new Plans(storage);
        this.workspace = workspace;
    }

    /** Validates the repositories that a run works on. */
    public Result run(Instant snapshot, String run) {
        RunPlan plan = plans.of(run, snapshot);
        Set<Long> planned = new HashSet<>();
        for (RunPlan.ShardEntry shard : plan.shards()) {
            plans.shard(plan, shard.number()).assignments().stream()
                    .map(Assignment::repository)
                    .forEach(planned::add);
        }
        Faults faults = new Faults();
        Map<Long, List<Repository>> rows = new TreeMap<>();
        if (!planned.isEmpty()) {
            rows().forEach((file, all) -> rows.put(
                    file, all.stream().filter(row -> planned.contains(row.id())).toList()));
        }
        Result result = check(rows, faults);
        storage.put(Layout.report(run, "validate"), Json.write(result));
        return result;
    }

    /** Validates every repository, and that no file is of another one. */
    public Result all() {
        Map<Long, List<Repository>> rows = rows();
        Faults faults = new Faults();
        Set<String> ids = new HashSet<>();
        rows.values().forEach(table -> table.forEach(row -> ids.add("repository_id=" + row.id())));
        for (Table table : Table.values()) {
            String folder = table.folder() + "/";
            storage.listFolders(folder, name -> {
                if (!ids.contains(name)) {
                    faults.add(new Fault(folder + name + "/", "no row of repositories/ has this repository"));
                }
            });
        }
        return check(rows, faults);
    }

    private Map<Long, List<Repository>> rows() {
        return RepositoryList.read(tables, List.of(), storage.location());
    }

    private Result check(Map<Long, List<Repository>> rows, Faults faults) {
        List<String> unfinished = new ArrayList<>();
        long repositories = 0;
        long files = 0;
        long commits = 0;
        for (Map.Entry<Long, List<Repository>> table : rows.entrySet()) {
            for (Repository row : table.getValue()) {
                RepositoryCheck.Checked checked = workspace.within(
                        "validate-" + row.id(),
                        folder -> new RepositoryCheck(storage, folder)
                                .check(
                                        expected(Layout.repositories(table.getKey()), row, unfinished),
                                        faults.shown::add));
                repositories++;
                files += checked.files();
                commits += checked.commits();
                faults.count += checked.faults();
            }
        }
        List<Fault> shown = faults.shown.subList(0, Math.min(MOST_SHOWN, faults.shown.size()));
        return new Result(repositories, files, commits, faults.count, shown, unfinished);
    }

    /** Reads every export of a repository from the ledger. */
    private Expected expected(String rowFile, Repository row, List<String> unfinished) {
        Map<Export, Outcome.Complete> complete = new HashMap<>();
        Set<Export> open = new HashSet<>();
        long first = -1;
        for (long number = 0; ; number++) {
            Export export = new Export(row.id(), number);
            if (ledger.claimed(export).isEmpty()) {
                if (number >= row.exports().orElse(0)) {
                    return new Expected(
                            row.id(), rowFile, row.last(), first(first, row, number), complete, open::contains);
                }
                continue; // the original program's
            }
            first = first < 0 ? number : first;
            switch (ledger.outcome(export).orElse(null)) {
                case null -> {
                    open.add(export);
                    unfinished.add(export.toString());
                }
                case Outcome.Complete done -> complete.put(export, done);
                // A worker that woke up late may have put files: merges remove them for a day.
                case Outcome.Voided voided -> open.add(export);
            }
        }
    }

    private static long first(long claimed, Repository row, long next) {
        return claimed >= 0 ? claimed : row.exports().isPresent() ? next : Long.MAX_VALUE;
    }

    private static final class Faults {
        private final List<Fault> shown = new ArrayList<>();
        private long count;

        void add(Fault fault) {
            count++;
            shown.add(fault);
        }
    }
}
