package io.commitlake.job;

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
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
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
        Result result = check(
                planned.isEmpty()
                        ? List.of()
                        : rows().stream()
                                .filter(row -> planned.contains(row.id()))
                                .toList(),
                faults);
        storage.put(Layout.report(run, "validate"), Json.write(result));
        return result;
    }

    /** Validates every repository, and that no file is of another one. */
    public Result all() {
        List<Repository> rows = rows();
        Faults faults = new Faults();
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add("repository_id=" + row.id()));
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

    private List<Repository> rows() {
        return RepositoryList.read(tables, List.of(), storage.location()).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    private Result check(List<Repository> rows, Faults faults) {
        List<String> unfinished = new ArrayList<>();
        long files = 0;
        long commits = 0;
        for (Repository row : rows) {
            Path folder = workspace.folder("validate-" + row.id());
            try {
                RepositoryCheck.Checked checked =
                        new RepositoryCheck(storage, folder).run(expected(row, unfinished), faults::add);
                files += checked.files();
                commits += checked.commits();
            } finally {
                Workspace.remove(folder);
            }
        }
        return new Result(rows.size(), files, commits, faults.count, faults.shown, unfinished);
    }

    /** Reads every export of a repository from the ledger. */
    private RepositoryCheck.Expected expected(Repository row, List<String> unfinished) {
        SortedMap<Long, Outcome.Complete> complete = new TreeMap<>();
        Set<Long> unsettled = new HashSet<>();
        long firstKnown = -1;
        for (long number = 0; ; number++) {
            Export export = new Export(row.id(), number);
            if (ledger.claimed(export).isEmpty()) {
                if (number >= row.exports().orElse(0)) {
                    long known = firstKnown < 0 ? number : firstKnown;
                    return new RepositoryCheck.Expected(row, complete, unsettled, known);
                }
                continue; // the original program's
            }
            firstKnown = firstKnown < 0 ? number : firstKnown;
            Optional<Outcome> outcome = ledger.outcome(export);
            switch (outcome.orElse(null)) {
                case null -> {
                    unsettled.add(number);
                    unfinished.add(export.toString());
                }
                case Outcome.Complete done -> complete.put(number, done);
                case Outcome.Voided voided -> {}
            }
        }
    }

    private static final class Faults {
        private final List<Fault> shown = new ArrayList<>();
        private long count;

        void add(Fault fault) {
            count++;
            if (shown.size() < MOST_SHOWN) {
                shown.add(fault);
            }
        }
    }
}
