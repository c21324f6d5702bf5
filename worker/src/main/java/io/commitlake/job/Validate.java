package io.commitlake.job;

import io.commitlake.dataset.DatasetRecord;
import io.commitlake.dataset.Fault;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.dataset.check.ExpectedExports;
import io.commitlake.dataset.check.RepositoryCheck;
import io.commitlake.job.plan.PlanStore;
import io.commitlake.job.plan.RepositorySelection;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.ExportNumbers;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.People;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Table;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** Checks the dataset's files against the ledger and against each other. It changes nothing. */
@Singleton
public final class Validate {
    /** Number of repositories whose ledger records are read in parallel before their files are checked. */
    private static final int BATCH = 64;

    /**
     * The result of a validation.
     *
     * @param files number of files read, all of completed exports
     * @param commits number of commits in those files
     * @param faults number of all faults
     * @param shown at least the first fault of every faulty file
     * @param unfinished exports that are claimed but not settled: not faults, but not validated either
     */
    public record Result(
            long repositories, long files, long commits, long faults, List<Fault> shown, List<String> unfinished) {
        /** This result with at most the first {@code most} of the shown faults. */
        public Result shortened(int most) {
            return new Result(
                    repositories, files, commits, faults, shown.subList(0, Math.min(most, shown.size())), unfinished);
        }
    }

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryTables tables;
    private final PlanStore plans;
    private final Workspace workspace;
    private final Clock clock;
    private final ExecutorService gets;

    Validate(Storage storage, Ledger ledger, Workspace workspace, Clock clock, @Named("puts") ExecutorService gets) {
        this.storage = storage;
        this.ledger = ledger;
        this.tables = new RepositoryTables(storage);
        this.plans = new PlanStore(storage);
        this.workspace = workspace;
        this.clock = clock;
        this.gets = gets;
    }

    /** Validates the repositories in a run's shards. */
    public Result run(Instant snapshot, String run) {
        RunPlan plan = plans.of(run, snapshot);
        Map<Long, Long> planned = new HashMap<>();
        for (RunPlan.ShardEntry shard : plan.shards()) {
            plans.shard(plan, shard.number())
                    .assignments()
                    .forEach(assignment -> planned.put(assignment.repository(), assignment.from()));
        }
        Faults faults = new Faults();
        plan.states().ifPresent(new StatesCheck(storage, workspace, faults::add)::check);
        DataFilesCheck lists = new DataFilesCheck(storage, ledger, workspace, faults::add);
        lists.check(Layout.dataFiles(run));
        // Earlier exports are in the lists of earlier runs, which this would have to read.
        Result result = check(
                planned.isEmpty()
                        ? List.of()
                        : rows(faults, planned::containsKey).placed(),
                export -> export.number() < planned.getOrDefault(export.repository(), 0L) || lists.names(export),
                faults);
        storage.put(Layout.report(run, "validate"), Json.writeRedacted(result));
        return result;
    }

    /** Validates every repository, and checks that no file belongs to an untracked one. */
    public Result all() {
        Faults faults = new Faults();
        Rows rows = rows(faults, id -> true);
        if (rows.whole()) {
            checkFolders(rows.placed(), faults);
        }
        new StatesCheck(storage, workspace, faults::add).all();
        DataFilesCheck lists = new DataFilesCheck(storage, ledger, workspace, faults::add);
        lists.all();
        return check(rows.placed(), lists::names, faults);
    }

    private void checkFolders(List<Placed> placed, Faults faults) {
        Set<String> ids = new HashSet<>();
        placed.forEach(row -> ids.add("repository_id=" + row.row().id()));
        for (Table table : Table.values()) {
            String folder = table.folder() + "/";
            storage.listFolders(folder, name -> {
                if (!ids.contains(name)) {
                    faults.add(new Fault(folder + name + "/", "no row of repositories/ has this repository"));
                }
            });
        }
    }

    /** A repository's row and the number of its file. */
    private record Placed(long file, Repository row) {}

    /** The requested rows; {@code whole} is true if every file could be read to its end. */
    private record Rows(List<Placed> placed, boolean whole) {}

    private Rows rows(Faults faults, LongPredicate wanted) {
        List<Placed> placed = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        boolean whole = true;
        for (long file : RepositorySelection.files(tables, storage.location())) {
            RepositoryTables.Contents contents = tables.readLeniently(file, faults::add);
            whole &= contents.whole();
            for (Repository row : contents.rows()) {
                if (!seen.add(row.id())) {
                    faults.add(new Fault(
                            Layout.repositories(file), "has repository " + row.id() + ", which another file has too"));
                } else if (wanted.test(row.id())) {
                    placed.add(new Placed(file, row));
                }
            }
        }
        return new Rows(placed, whole);
    }

    /** The ledger's records of a repository. */
    private record Account(ExportNumbers numbers, Optional<Claim> ofRow) {}

    /**
     * Checks repositories.
     *
     * @param listed whether a list in {@code data_files} names a complete export
     */
    private Result check(List<Placed> rows, Predicate<Export> listed, Faults faults) {
        List<String> unfinished = new ArrayList<>();
        RepositoryRowCheck rowCheck = new RepositoryRowCheck(ledger, tables);
        People people = DatasetRecord.find(storage).map(DatasetRecord::people).orElse(People.CLEAR);
        long files = 0;
        long commits = 0;
        for (int from = 0; from < rows.size(); from += BATCH) {
            List<Placed> some = rows.subList(from, Math.min(from + BATCH, rows.size()));
            List<Account> accounts = Parallel.map(
                    gets,
                    some,
                    placed -> new Account(
                            ExportNumbers.of(ledger, placed.row().id()),
                            RepositoryRowCheck.claimOf(ledger, placed.row())));
            for (int i = 0; i < some.size(); i++) {
                Placed placed = some.get(i);
                ExportNumbers numbers = accounts.get(i).numbers();
                rowCheck.check(
                        placed.file(), placed.row(), numbers, accounts.get(i).ofRow());
                ExpectedExports expected = expected(placed, numbers, unfinished);
                reportUnlisted(placed, expected, listed, faults);
                RepositoryCheck.Checked checked = workspace.within(
                        "validate-" + placed.row().id(),
                        folder -> new RepositoryCheck(storage, folder, people).check(expected, faults.shown::add));
                files += checked.files();
                commits += checked.commits();
                faults.count += checked.faults();
            }
        }
        rowCheck.finish(faults::add);
        return new Result(rows.size(), files, commits, faults.count, List.copyOf(faults.shown), unfinished);
    }

    /** Reports complete exports with files that the row counts, so that they are merged, but that no list has. */
    private static void reportUnlisted(
            Placed placed, ExpectedExports expected, Predicate<Export> listed, Faults faults) {
        expected.complete().entrySet().stream()
                .filter(export -> !export.getValue().files().isEmpty())
                .map(Map.Entry::getKey)
                .filter(export -> export.number() < placed.row().exports().orElse(0))
                .filter(export -> !listed.test(export))
                .sorted(Comparator.comparingLong(Export::number))
                .forEach(export -> faults.add(
                        new Fault(Layout.DATA_FILES, "no file lists export " + export + ", which is complete")));
    }

    private ExpectedExports expected(Placed placed, ExportNumbers numbers, List<String> unfinished) {
        Set<Export> mayHaveFiles = new HashSet<>();
        numbers.outcomes().forEach((export, outcome) -> {
            if (outcome.isEmpty()) {
                unfinished.add(export.toString());
                mayHaveFiles.add(export);
            } else if (outcome.get() instanceof Outcome.Voided voided && voided.mayGainFiles(clock.instant())) {
                mayHaveFiles.add(export);
            }
        });
        Repository row = placed.row();
        return new ExpectedExports(
                row.id(),
                Layout.repositories(placed.file()),
                row.last(),
                numbers.first(row.exports().orElse(Long.MAX_VALUE)),
                numbers.complete(),
                // For an export claimed since the ledger was read, ask the ledger when its files turn up.
                export -> mayHaveFiles.contains(export)
                        || (!numbers.outcomes().containsKey(export)
                                && ledger.claimed(export).isPresent()));
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
