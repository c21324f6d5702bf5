package io.commitlake.simulation;

import io.commitlake.job.runs.RunHistory;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Sha256;
import io.commitlake.model.Table;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The guarantees of the dataset, checked at every change of the store. They read the store directly and take the
 * expected rows from the simulated history.
 */
final class Invariants implements SimulatedStore.Watcher {
    private final World world;
    private final DatasetView dataset;
    private boolean muted;

    Invariants(World world, DatasetView dataset) {
        this.world = world;
        this.dataset = dataset;
    }

    /** Checks nothing from now on. */
    void mute() {
        muted = true;
    }

    @Override
    public void put(String key, Optional<SimulatedStore.Stored> before, SimulatedStore.Stored now) {
        if (muted) {
            return;
        }
        if (world.forgotten().contains(DatasetView.repositoryOf(key))) {
            return; // a late worker may put anything of it; in the end nothing may be left
        }
        if (key.equals(Layout.RUNS) && before.isPresent()) {
            ViolationException.unless(
                    runs(now.content()).containsAll(runs(before.get().content())),
                    () -> "the history of runs loses a run");
        }
        if (key.startsWith(Layout.TRACKED)) {
            // A repository's record moves on to a later file if its file is full.
            ViolationException.unless(
                    before.isEmpty() || DatasetView.file(before.get()) <= DatasetView.file(now),
                    () -> key + " moves back from file " + DatasetView.file(before.orElseThrow()) + " to "
                            + DatasetView.file(now));
        } else if (isPermanent(key) && !mayLoseForgotten(key)) {
            ViolationException.unless(
                    before.isEmpty() || Arrays.equals(before.get().content(), now.content()),
                    () -> key + " is overwritten with other content");
        }
        if (before.isEmpty()) {
            DatasetView.record(key, "claims/").ifPresent(export -> checkClaim(export, dataset.claim(export)));
            DatasetView.record(key, "outcomes/").ifPresent(this::checkOutcome);
        }
        DataKey.parse(key).ifPresent(name -> checkDataFile(key, name, now));
        Layout.repositoriesFile(key).ifPresent(file -> checkRows(file, before, now));
        if (key.startsWith(Layout.DATA_FILES)) {
            checkListed(key, before, now);
        }
        if (key.startsWith(Layout.ICEBERG) && isHint(key)) {
            world.catalog().orElseThrow().checks().checkHint(key, before, now);
        }
    }

    @Override
    public void deleted(String key, SimulatedStore.Stored before) {
        if (muted) {
            return;
        }
        if (world.forgotten().contains(DatasetView.repositoryOf(key)) || mayLoseForgotten(key)) {
            return;
        }
        ViolationException.unless(!isPermanent(key) && !key.startsWith(Layout.REPOSITORIES), () -> key + " is deleted");
        if (key.startsWith(Layout.OPEN)) {
            checkClosed(key);
        }
        DataKey.parse(key)
                .ifPresent(name -> ViolationException.unless(
                        dataset.outcome(name.export()).orElse(null) instanceof Outcome.Voided,
                        () -> key + " is deleted, but its export isn't void"));
    }

    /** Whether the removal of a repository changes such an object. */
    private boolean mayLoseForgotten(String key) {
        return !world.forgotten().isEmpty()
                && (key.startsWith(Layout.PLANS) || key.startsWith(Layout.REPOSITORY_STATES));
    }

    /** Objects that are put once. Open marks, conditions, reports, the history of runs and staged files may change. */
    private boolean isPermanent(String key) {
        return key.startsWith(Layout.REPOSITORY_STATES)
                || (key.startsWith(Layout.ICEBERG) && !isHint(key))
                || (key.startsWith(Layout.RECORDS)
                        && !(key.equals(Layout.DATASET) && world.movesLedger())
                        && !key.startsWith(Layout.OPEN)
                        && !key.startsWith(Layout.CONDITIONS)
                        && !key.startsWith(Layout.FORGOTTEN)
                        && !key.startsWith(Layout.RECORDS + "reports/")
                        && !key.equals(Layout.RUNS)
                        && !key.contains("/repository_states/"));
    }

    private static Set<String> runs(byte[] history) {
        return Json.read(history, RunHistory.class).runs().stream()
                .map(RunSummary::run)
                .collect(Collectors.toSet());
    }

    private static boolean isHint(String key) {
        return key.endsWith("/version-hint.text");
    }

    private void checkClaim(Export export, Claim claim) {
        SimulatedRepository repository = dataset.repository(export);
        Set<String> tips = new HashSet<>();
        for (long number = 0; number < export.number(); number++) {
            Export earlier = new Export(export.repository(), number);
            Outcome outcome = dataset.outcome(earlier).orElse(null);
            ViolationException.unless(
                    outcome != null,
                    () -> "export " + export + " is claimed, but export " + earlier + " isn't settled");
            if (outcome instanceof Outcome.Complete) {
                tips.add(dataset.claim(earlier).tip().sha());
            }
        }
        ViolationException.unless(
                repository.reach(claim.frontiers()).equals(repository.reach(tips)),
                () -> "the frontiers of export " + export
                        + " reach other commits than the tips of the exports before it");
        for (String frontier : claim.frontiers()) {
            ViolationException.unless(
                    tips.contains(frontier),
                    () -> "the frontier " + frontier + " of export " + export + " isn't the tip of one before it");
            // One that was lost isn't asked for again, so nobody knows what reaches it after it came back.
            ViolationException.unless(
                    claim.lost().containsKey(frontier)
                            || claim.frontiers().stream()
                                    .filter(other -> !other.equals(frontier) && !repository.isCollected(other))
                                    .filter(other -> !claim.lost().containsKey(other))
                                    .noneMatch(other ->
                                            repository.reach(List.of(other)).contains(frontier)),
                    () -> "another frontier of export " + export + ", which isn't lost, reaches " + frontier);
        }
        ViolationException.unless(
                world.snapshots().stream()
                        .anyMatch(snapshot -> repository.heads().stream()
                                .anyMatch(head ->
                                        repository.tipBefore(head, snapshot).equals(Optional.of(claim.tip())))),
                () -> "the tip of export " + export + " isn't that of any head and snapshot");
    }

    private void checkOutcome(Export export) {
        ViolationException.unless(
                dataset.stored(Layout.claim(export)).isPresent(),
                () -> "export " + export + " is settled but not claimed");
        switch (dataset.outcome(export).orElseThrow()) {
            case Outcome.Voided(String reason, var at) ->
                ViolationException.unless(
                        dataset.repository(export).missedBy().size() > 1
                                || dataset.repository(export)
                                        .isCollected(dataset.claim(export).tip().sha())
                                || isOutdated(export),
                        () -> "export " + export + " is void without need: " + reason);
            case Outcome.Complete complete -> {
                ExpectedFiles should = dataset.expected(export);
                ViolationException.unless(
                        complete.commits() == should.commits()
                                && complete.files().equals(should.entries()),
                        () -> "export " + export + " is complete with other files than its claim yields: "
                                + new Outcome.Complete(should.commits(), should.entries()).differences(complete));
                complete.files()
                        .forEach(file -> ViolationException.unless(
                                dataset.holds(file),
                                () -> file.key() + " isn't in the store as its complete export lists it"));
            }
        }
    }

    /** Whether a claim is in an older format and a day old. */
    private boolean isOutdated(Export export) {
        return world.fleet().isOutdated(dataset.claim(export).format())
                && !dataset.stored(Layout.claim(export))
                        .orElseThrow()
                        .at()
                        .plus(Duration.ofDays(1))
                        .isAfter(world.scheduler().now());
    }

    /** Every file is that of its claim, a visible commit has all its rows, and a visible file state's address holds. */
    private void checkDataFile(String key, DataKey name, SimulatedStore.Stored now) {
        ViolationException.unless(
                dataset.stored(Layout.claim(name.export())).isPresent(), () -> key + " is put without a claim");
        ExpectedFiles should = dataset.expected(name.export());
        ViolationException.unless(
                should.entries().stream()
                        .anyMatch(
                                file -> file.key().equals(key) && file.sha256().equals(Sha256.of(now.content()))),
                () -> key + " isn't a file that its claim yields");
        if (!(dataset.outcome(name.export()).orElse(null) instanceof Outcome.Voided)) {
            should.files().stream()
                    .filter(file -> comesBefore(file.table(), name.table()))
                    .map(file -> file.file().key())
                    .forEach(rows -> ViolationException.unless(
                            dataset.stored(rows).isPresent(), () -> key + " is visible before " + rows));
        }
    }

    /** Whether all files of a table must be visible before any of the other table. */
    private static boolean comesBefore(Table table, Table other) {
        return switch (other) {
            case COMMITS -> table != Table.COMMITS;
            case FILE_STATES -> table == Table.FILE_CONTENTS;
            case FILE_CHANGES, FILE_CONTENTS -> false;
        };
    }

    private void checkRows(long file, Optional<SimulatedStore.Stored> before, SimulatedStore.Stored now) {
        Map<Long, Repository> after = dataset.rows(now);
        before.map(dataset::rows).orElse(Map.of()).values().forEach(old -> {
            if (world.forgotten().contains(old.id()) || (!after.containsKey(old.id()) && isStray(file, old.id()))) {
                return;
            }
            ViolationException.unless(
                    after.containsKey(old.id()), () -> "the row of repository " + old.id() + " is lost");
            Repository row = Objects.requireNonNull(after.get(old.id()));
            long exports = row.exports().orElse(0);
            ViolationException.unless(
                    exports >= old.exports().orElse(0), () -> "the row of repository " + old.id() + " goes down");
            ViolationException.unless(
                    exports == 0
                            ? row.last().isEmpty()
                            : dataset.outcome(new Export(row.id(), exports - 1)).orElse(null)
                                            instanceof Outcome.Complete
                                    && row.last()
                                            .equals(Optional.of(dataset.claim(new Export(row.id(), exports - 1))
                                                    .tip())),
                    () -> "the row of repository " + old.id() + " doesn't match its export " + (exports - 1));
        });
    }

    /** Whether a repository's record names another file, which may happen only after a removal has made room. */
    private boolean isStray(long file, long repository) {
        return !world.forgotten().isEmpty()
                && dataset.stored(Layout.tracked(repository))
                        .map(DatasetView::file)
                        .filter(named -> named != file)
                        .isPresent();
    }

    private void removeForgotten(Set<DataFile> files) {
        files.removeIf(file -> world.forgotten().contains(DatasetView.repositoryOf(file.key())));
    }

    /** A reader of {@code data_files} sees whole exports and never loses one. */
    private void checkListed(String key, Optional<SimulatedStore.Stored> before, SimulatedStore.Stored now) {
        Set<DataFile> files = new HashSet<>(dataset.listed(key, now));
        removeForgotten(files);
        before.ifPresent(held -> {
            Set<DataFile> old = new HashSet<>(dataset.listed(key, held));
            removeForgotten(old);
            ViolationException.unless(files.containsAll(old), () -> key + " no longer lists files that it listed");
        });
        Set<DataFile> whole = new HashSet<>();
        for (DataFile file : files) {
            Export export = DataKey.parse(file.key()).orElseThrow().export();
            if (!(dataset.outcome(export).orElse(null) instanceof Outcome.Complete complete)) {
                throw new ViolationException(key + " lists " + file.key() + ", whose export isn't complete");
            }
            whole.addAll(complete.files());
        }
        ViolationException.unless(files.equals(whole), () -> key + " doesn't list whole exports");
    }

    /** A completed export is closed only once {@code data_files} lists it and the row holds it. */
    private void checkClosed(String key) {
        String[] name = key.substring(Layout.OPEN.length()).split("-", -1);
        Export export = new Export(Long.parseLong(name[0]), Long.parseLong(name[1]));
        if (dataset.outcome(export).orElse(null) instanceof Outcome.Complete complete) {
            ViolationException.unless(
                    dataset.listed().containsAll(complete.files()),
                    () -> export + " is closed, but data_files lacks its files");
            boolean held = dataset.rows().stream()
                    .anyMatch(row ->
                            row.id() == export.repository() && row.exports().orElse(0) > export.number());
            ViolationException.unless(held, () -> export + " is closed, but its repository's row doesn't hold it");
        }
    }
}
