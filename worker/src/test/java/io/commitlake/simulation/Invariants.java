package io.commitlake.simulation;

import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Sha256;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.storage.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The guarantees of the dataset, checked at every change of the store. They read the store directly and take the
 * expected rows from the simulated history.
 */
final class Invariants implements SimulatedStore.Watcher {
    private final World world;
    private final Map<Export, ExpectedFiles> expected = new HashMap<>();
    /** The rows of each repositories file, by the file's ETag. */
    private final Map<String, Map<Long, Repository>> rows = new HashMap<>();

    private final ListedFiles listed;
    private boolean muted;

    Invariants(World world) {
        this.world = world;
        this.listed = new ListedFiles(world.workspace());
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
        // A repository's record moves on to the next file if its file is full.
        if (isPermanent(key) && !key.startsWith(Layout.TRACKED)) {
            require(
                    before.isEmpty() || Arrays.equals(before.get().content(), now.content()),
                    () -> key + " is overwritten with other content");
        }
        if (before.isEmpty()) {
            record(key, "claims/").ifPresent(export -> checkClaim(export, claim(export)));
            record(key, "outcomes/").ifPresent(this::checkOutcome);
        }
        Layout.dataKey(key).ifPresent(name -> checkDataFile(key, name, now));
        Layout.repositoriesFile(key).ifPresent(file -> checkRows(before, now));
        if (key.startsWith(Layout.DATA_FILES)) {
            checkListed(key, before, now);
        }
    }

    @Override
    public void deleted(String key, SimulatedStore.Stored before) {
        if (muted) {
            return;
        }
        require(!isPermanent(key) && Layout.repositoriesFile(key).isEmpty(), () -> key + " is deleted");
        Layout.dataKey(key)
                .ifPresent(name -> require(
                        outcome(name.export()).orElse(null) instanceof Outcome.Voided,
                        () -> key + " is deleted, but its export isn't void"));
    }

    /** What is put once. Open marks, conditions, reports and staged files may change. */
    private static boolean isPermanent(String key) {
        return key.startsWith(Layout.REPOSITORY_STATES)
                || (key.startsWith(Layout.RECORDS)
                        && !key.startsWith(Layout.OPEN)
                        && !key.startsWith(Layout.CONDITIONS)
                        && !key.startsWith(Layout.RECORDS + "reports/")
                        && !key.contains("/repository_states/"));
    }

    /** The export of a record in one of the ledger's folders. */
    private static Optional<Export> record(String key, String folder) {
        String start = Layout.RECORDS + "ledger/" + folder;
        if (!key.startsWith(start)) {
            return Optional.empty();
        }
        String[] parts = key.substring(start.length()).replace(".json", "").split("/", -1);
        return Optional.of(new Export(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
    }

    private void checkClaim(Export export, Claim claim) {
        SimulatedRepository repository = repository(export);
        Set<String> tips = new HashSet<>();
        for (long number = 0; number < export.number(); number++) {
            Export earlier = new Export(export.repository(), number);
            Outcome outcome = outcome(earlier).orElse(null);
            require(
                    outcome != null,
                    () -> "export " + export + " is claimed, but export " + earlier + " isn't settled");
            if (outcome instanceof Outcome.Complete) {
                tips.add(claim(earlier).tip().sha());
            }
        }
        require(
                repository.reach(claim.frontiers()).equals(repository.reach(tips)),
                () -> "the frontiers of export " + export + " differ from the tips of the exports before it");
        require(
                world.snapshots().stream()
                        .anyMatch(snapshot -> repository.heads().stream()
                                .anyMatch(head ->
                                        repository.tipBefore(head, snapshot).equals(Optional.of(claim.tip())))),
                () -> "the tip of export " + export + " isn't that of any head and snapshot");
    }

    private void checkOutcome(Export export) {
        require(stored(Layout.claim(export)).isPresent(), () -> "export " + export + " is settled but not claimed");
        switch (outcome(export).orElseThrow()) {
            case Outcome.Voided(String reason, var at) ->
                require(
                        repository(export).wasEverAway()
                                || repository(export)
                                        .isCollected(claim(export).tip().sha()),
                        () -> "export " + export + " is void without need: " + reason);
            case Outcome.Complete complete -> {
                ExpectedFiles should = expected(export);
                require(
                        complete.commits() == should.commits()
                                && complete.files().equals(should.entries()),
                        () -> "export " + export + " is complete with other files than its claim yields: "
                                + new Outcome.Complete(should.commits(), should.entries()).differences(complete));
                complete.files().forEach(this::checkPresent);
            }
        }
    }

    /** Whether a claim is in an older format and a day old. */
    private boolean isOutdated(Export export) {
        return world.isUpgraded()
                && claim(export).format().contains(World.OLD_GIT)
                && !stored(Layout.claim(export))
                        .orElseThrow()
                        .at()
                        .plus(Duration.ofDays(1))
                        .isAfter(world.scheduler().now());
    }

    private void checkPresent(DataFile file) {
        require(
                stored(file.key())
                        .filter(held -> Sha256.of(held.content()).equals(file.sha256()))
                        .isPresent(),
                () -> file.key() + " isn't in the store as its complete export lists it");
    }

    /** Every file is that of its claim, and a visible commit has all its rows. */
    private void checkDataFile(String key, Layout.DataKey name, SimulatedStore.Stored now) {
        require(stored(Layout.claim(name.export())).isPresent(), () -> key + " is put without a claim");
        ExpectedFiles should = expected(name.export());
        require(
                should.entries().stream()
                        .anyMatch(
                                file -> file.key().equals(key) && file.sha256().equals(Sha256.of(now.content()))),
                () -> key + " isn't a file that its claim yields");
        if (name.table() == Table.COMMITS && !(outcome(name.export()).orElse(null) instanceof Outcome.Voided)) {
            should.entries().stream()
                    .takeWhile(file -> !file.key().equals(key))
                    .forEach(file ->
                            require(stored(file.key()).isPresent(), () -> key + " is visible before " + file.key()));
        }
    }

    private void checkRows(Optional<SimulatedStore.Stored> before, SimulatedStore.Stored now) {
        Map<Long, Repository> after = rows(now);
        before.map(this::rows).orElse(Map.of()).values().forEach(old -> {
            Repository row = after.get(old.id());
            require(row != null, () -> "the row of repository " + old.id() + " is lost");
            long exports = row.exports().orElse(0);
            require(exports >= old.exports().orElse(0), () -> "the row of repository " + old.id() + " goes down");
            require(
                    exports == 0
                            ? row.last().isEmpty()
                            : outcome(new Export(row.id(), exports - 1)).orElse(null) instanceof Outcome.Complete
                                    && row.last()
                                            .equals(Optional.of(claim(new Export(row.id(), exports - 1))
                                                    .tip())),
                    () -> "the row of repository " + old.id() + " doesn't match its export " + (exports - 1));
        });
    }

    /** A reader of {@code data_files} sees whole exports and never loses one. */
    private void checkListed(String key, Optional<SimulatedStore.Stored> before, SimulatedStore.Stored now) {
        Set<DataFile> files = listed.in(key, now);
        before.ifPresent(held ->
                require(files.containsAll(listed.in(key, held)), () -> key + " no longer lists files that it listed"));
        Set<DataFile> whole = new HashSet<>();
        for (DataFile file : files) {
            Export export = Layout.dataKey(file.key()).orElseThrow().export();
            require(
                    outcome(export).orElse(null) instanceof Outcome.Complete complete && whole.addAll(complete.files())
                            || whole.contains(file),
                    () -> key + " lists " + file.key() + ", whose export isn't complete");
        }
        require(files.equals(whole), () -> key + " doesn't list whole exports");
    }

    /** A completed export is closed only once {@code data_files} lists it and the row holds it. */
    private void checkClosed(String key) {
        String[] name = key.substring(Layout.OPEN.length()).split("-", -1);
        Export export = new Export(Long.parseLong(name[0]), Long.parseLong(name[1]));
        if (outcome(export).orElse(null) instanceof Outcome.Complete complete) {
            require(listed().containsAll(complete.files()), () -> export + " is closed, but data_files lacks its files");
            boolean held = world.store().list(Layout.REPOSITORIES, "", Integer.MAX_VALUE).stream()
                    .map(file -> rows(stored(file).orElseThrow()).get(export.repository()))
                    .anyMatch(row -> row != null && row.exports().orElse(0) > export.number());
            require(held, () -> export + " is closed, but its repository's row doesn't hold it");
        }
    }

    private Set<DataFile> listed() {
        Set<DataFile> all = new HashSet<>();
        world.store().list(Layout.DATA_FILES, "", Integer.MAX_VALUE).forEach(key -> all.addAll(
                listed.in(key, stored(key).orElseThrow())));
        return all;
    }

    private Map<Long, Repository> rows(SimulatedStore.Stored stored) {
        return rows.computeIfAbsent(stored.tag(), tag -> {
            Map<Long, Repository> byId = new HashMap<>();
            RepositoriesFile.read("simulated", stored.content()).forEach(row -> byId.put(row.id(), row));
            return byId;
        });
    }

    /** Checks the dataset after the last run, which met no faults. */
    void checkEnd() {
        Set<String> complete = new TreeSet<>();
        Map<Long, Repository> last = new HashMap<>();
        for (String key : world.store().list(Layout.REPOSITORIES, "", Integer.MAX_VALUE)) {
            for (Repository row : rows(stored(key).orElseThrow()).values()) {
                require(last.put(row.id(), row) == null, () -> "repository " + row.id() + " has two rows");
            }
        }
        require(
                last.keySet().equals(world.repositories().keySet()),
                () -> "the rows are those of the repositories " + last.keySet());
        for (SimulatedRepository repository : world.repositories().values()) {
            List<String> doubled = new ArrayList<>();
            Set<String> exported = new HashSet<>();
            long next = 0;
            for (Export export : claims(repository.id())) {
                require(outcome(export).isPresent(), () -> "export " + export + " is never settled");
                if (outcome(export).get() instanceof Outcome.Complete done) {
                    done.files().forEach(file -> complete.add(file.key()));
                    done.files().forEach(this::checkPresent);
                    Claim claim = claim(export);
                    SimulatedHistory.commits(repository, claim.tip().sha(), claim.frontiers(), sha -> false)
                            .forEach(commit -> {
                                if (!exported.add(commit.sha())) {
                                    doubled.add(commit.sha());
                                }
                            });
                    next = export.number() + 1;
                }
            }
            require(doubled.isEmpty(), () -> "repository " + repository.id() + " has commits twice: " + doubled);
            Optional<Tip> tip = repository.tipBefore(repository.head(), world.lastSnapshot());
            Set<String> missing = repository.reach(tip.map(Tip::sha).stream().toList());
            missing.removeAll(exported);
            require(missing.isEmpty(), () -> "repository " + repository.id() + " lacks the commits " + missing);
            long exports = last.get(repository.id()).exports().orElse(0);
            long should = next;
            require(
                    exports == should,
                    () -> "the row of repository " + repository.id() + " has " + exports + " exports instead of "
                            + should);
        }
        Set<String> present = new TreeSet<>();
        world.store().objects().keySet().stream()
                .filter(key -> Layout.dataKey(key).isPresent())
                .forEach(present::add);
        require(present.equals(complete), () -> {
            present.removeAll(complete);
            return "the store has files of no complete export: " + present;
        });
        Set<String> named = new TreeSet<>();
        listed().forEach(file -> named.add(file.key()));
        require(named.equals(complete), () -> "data_files lists other files than those of the complete exports");
        List<String> open = world.store().list(Layout.OPEN, "", 10);
        require(open.isEmpty(), () -> "still open: " + open);
    }

    int completeExports() {
        int complete = 0;
        for (long id : world.repositories().keySet()) {
            for (Export export : claims(id)) {
                complete += outcome(export).orElse(null) instanceof Outcome.Complete ? 1 : 0;
            }
        }
        return complete;
    }

    private List<Export> claims(long repository) {
        return world.store().list(Layout.claims(repository), "", Integer.MAX_VALUE).stream()
                .map(key -> record(key, "claims/").orElseThrow())
                .sorted(Comparator.comparingLong(Export::number))
                .toList();
    }

    private ExpectedFiles expected(Export export) {
        return expected.computeIfAbsent(export, made -> {
            Optional<SimulatedStore.Stored> users = stored(Layout.users(made));
            require(users.isPresent(), () -> "export " + made + " has files or an outcome, but the ledger lacks its users");
            return ExpectedFiles.of(
                    claim(made),
                    Json.read(users.get().content(), UserIds.class),
                    repository(made),
                    world.workspace());
        });
    }

    private SimulatedRepository repository(Export export) {
        return world.repositories().get(export.repository());
    }

    private Optional<SimulatedStore.Stored> stored(String key) {
        return Optional.ofNullable(world.store().objects().get(key));
    }

    private Claim claim(Export export) {
        return Json.read(stored(Layout.claim(export)).orElseThrow().content(), Claim.class);
    }

    private Optional<Outcome> outcome(Export export) {
        return stored(Layout.outcome(export)).map(held -> Json.read(held.content(), Outcome.class));
    }

    private static void require(boolean holds, Supplier<String> violation) {
        if (!holds) {
            throw new ViolationException(violation.get());
        }
    }
}
