package io.commitlake.job.validate;

import io.commitlake.dataset.DatasetRecord;
import io.commitlake.dataset.Fault;
import io.commitlake.dataset.RepositoryTables;
import io.commitlake.dataset.check.CheckProgress;
import io.commitlake.dataset.check.ExpectedExports;
import io.commitlake.dataset.check.NewExports;
import io.commitlake.dataset.check.RepositoryCheck;
import io.commitlake.job.work.Parallel;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.ExportNumbers;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.People;
import io.commitlake.model.Repository;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/** Checks single repositories against the ledger. Any number of threads may use it. */
final class RepositoriesCheck {
    private final Storage storage;
    private final Ledger ledger;
    private final DataFilesCheck lists;
    private final Workspace workspace;
    private final Clock clock;
    private final ExecutorService gets;
    private final Semaphore processors;
    private final Findings findings;
    private final RepositoryRowCheck rowCheck;
    private final People people;
    private final KeptContents contents;
    private final Set<Export> unlisted = ConcurrentHashMap.newKeySet();

    /**
     * Creates a check.
     *
     * @param gets threads that wait for the store
     * @param processors has a permit for each repository whose rows may be read at the same time; the others wait for
     *     the store
     */
    RepositoriesCheck(
            Storage storage,
            Ledger ledger,
            DataFilesCheck lists,
            Workspace workspace,
            Clock clock,
            ExecutorService gets,
            Semaphore processors,
            Findings findings) {
        this.storage = storage;
        this.ledger = ledger;
        this.lists = lists;
        this.workspace = workspace;
        this.clock = clock;
        this.gets = gets;
        this.processors = processors;
        this.findings = findings;
        rowCheck = new RepositoryRowCheck(ledger, new RepositoryTables(storage));
        Optional<DatasetRecord> record = DatasetRecord.find(storage);
        people = record.map(DatasetRecord::people).orElse(People.CLEAR);
        contents = record.map(DatasetRecord::contents).orElse(KeptContents.NONE);
    }

    /** Checks all exports of a repository. */
    void checkAll(PlacedRows.Placed placed, Progress.Batch batch) {
        Repository row = placed.row();
        isolated(row, batch, progress -> {
            ExportNumbers numbers = ExportNumbers.of(ledger, row.id());
            rowCheck.check(placed.file(), row, numbers, RepositoryRowCheck.claimOf(ledger, row));
            reportUnfinished(numbers);
            noteUnlisted(row, numbers.complete());
            ExpectedExports expected = expected(placed, numbers);
            checkFiles(row, progress, check -> check.checkAll(expected, findings::show));
        });
    }

    /** Checks the exports of a repository from some number on. */
    void checkNew(PlacedRows.Placed placed, long from, Progress.Batch batch) {
        Repository row = placed.row();
        isolated(row, batch, progress -> {
            RecentExports recent = RecentExports.of(ledger, row.id(), from);
            Optional<Claim> claim =
                    Optional.ofNullable(recent.claims().get(row.exports().orElse(0) - 1));
            rowCheck.check(
                    placed.file(),
                    row,
                    recent.numbers(),
                    claim.isPresent() ? claim : RepositoryRowCheck.claimOf(ledger, row));
            reportUnfinished(recent.numbers());
            NewExports expected = expected(row.id(), from, recent);
            noteUnlisted(row, expected.complete());
            checkFiles(row, progress, check -> check.checkNew(expected, findings::show));
        });
    }

    private void checkFiles(
            Repository row, Progress.Task progress, Function<RepositoryCheck, RepositoryCheck.Checked> check) {
        findings.addChecked(workspace.within(
                "validate-" + row.id(),
                folder -> check.apply(new RepositoryCheck(
                        storage,
                        downloads -> Parallel.forEach(gets, downloads, Runnable::run),
                        folder,
                        people,
                        contents,
                        processors,
                        new MonthCount(progress)))));
    }

    /** Runs a repository's check. An invalid record of the ledger is a fault of this repository alone. */
    private void isolated(Repository row, Progress.Batch batch, Consumer<Progress.Task> check) {
        Progress.Task progress = batch.begin(row.fullName().orElseGet(() -> Long.toString(row.id())), 1);
        try {
            check.accept(progress);
        } catch (CommitlakeException failed) {
            if (!JsonRecords.isBadRecord(failed)) {
                throw failed;
            }
            findings.add(new Fault(Layout.claims(row.id()), String.valueOf(failed.getMessage())));
        } finally {
            progress.end("");
        }
    }

    /** Shows how many months of a repository are checked. */
    private record MonthCount(Progress.Task task) implements CheckProgress {
        @Override
        public void checking(long months) {
            task.count(months, "months");
        }

        @Override
        public void checkedMonth() {
            task.step(1);
        }
    }

    /** Reports the faults that only show once all repositories are checked. */
    void finish() {
        rowCheck.finish(findings::add);
        lists.removeListed(unlisted);
        unlisted.stream()
                .sorted(Comparator.comparingLong(Export::repository).thenComparingLong(Export::number))
                .forEach(export -> findings.add(
                        new Fault(Layout.DATA_FILES, "no file lists export " + export + ", which is complete")));
    }

    private void reportUnfinished(ExportNumbers numbers) {
        numbers.outcomes().forEach((export, outcome) -> {
            if (outcome.isEmpty()) {
                findings.addUnfinished(export.toString());
            }
        });
    }

    /** Notes complete exports with files that the row counts, so that they are merged, but that no list has so far. */
    private void noteUnlisted(Repository row, Map<Export, Outcome.Complete> exports) {
        exports.forEach((export, complete) -> {
            if (!complete.files().isEmpty() && export.number() < row.exports().orElse(0) && !lists.names(export)) {
                unlisted.add(export);
            }
        });
    }

    private NewExports expected(long repository, long from, RecentExports recent) {
        SortedMap<Export, Outcome.Complete> complete =
                new TreeMap<>(recent.numbers().complete());
        complete.keySet().removeIf(export -> export.number() < from);
        List<Claim> claims = complete.keySet().stream()
                .map(export -> Objects.requireNonNull(recent.claims().get(export.number())))
                .toList();
        return new NewExports(
                repository,
                from,
                complete,
                claims.stream().map(Claim::tip).toList(),
                claims.isEmpty() ? Set.of() : Set.copyOf(claims.getFirst().frontiers()),
                this::isEarlier,
                () -> ExportNumbers.first(ledger, repository, Long.MAX_VALUE) > 0);
    }

    /** Whether the file with a key belongs to a completed export, or to one of the original program. */
    private boolean isEarlier(String key) {
        Export export = DataKey.parse(key).orElseThrow().export();
        return ledger.outcome(export)
                .map(outcome -> outcome instanceof Outcome.Complete complete
                        && complete.files().stream().anyMatch(file -> file.key().equals(key)))
                .orElseGet(() -> export.number() < ExportNumbers.first(ledger, export.repository(), Long.MAX_VALUE));
    }

    private ExpectedExports expected(PlacedRows.Placed placed, ExportNumbers numbers) {
        Set<Export> mayHaveFiles = new HashSet<>();
        numbers.outcomes().forEach((export, outcome) -> {
            if (outcome.isEmpty()
                    || (outcome.get() instanceof Outcome.Voided voided && voided.mayGainFiles(clock.instant()))) {
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
}
