package io.commitlake.simulation;

import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.Layout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks the whole dataset after the last run, which met no faults. */
final class FinalCheck {
    private final World world;
    private final DatasetView dataset;
    private final Map<Long, Repository> rows = new HashMap<>();
    private final Set<String> complete = new TreeSet<>();

    FinalCheck(World world, DatasetView dataset) {
        this.world = world;
        this.dataset = dataset;
    }

    void run() {
        for (Repository row : dataset.rows()) {
            ViolationException.unless(
                    rows.put(row.id(), row) == null, () -> "repository " + row.id() + " has two rows");
        }
        Set<Long> kept = new TreeSet<>(world.repositories().keySet());
        kept.removeAll(world.forgotten());
        ViolationException.unless(
                rows.keySet().equals(kept), () -> "the rows are those of the repositories " + rows.keySet());
        if (world.forgotten().isEmpty()) {
            rows.keySet().forEach(this::checkFile);
        }
        kept.forEach(id -> checkRepository(world.github().repository(id)));
        world.forgotten().forEach(this::checkForgotten);
        Set<String> present = new TreeSet<>();
        world.store().objects().keySet().stream()
                .filter(key -> DataKey.parse(key).isPresent())
                .forEach(present::add);
        ViolationException.unless(present.equals(complete), () -> {
            present.removeAll(complete);
            return "the store has files of no complete export: " + present;
        });
        Set<String> named = new TreeSet<>();
        dataset.listed().forEach(file -> named.add(file.key()));
        ViolationException.unless(
                named.equals(complete), () -> "data_files lists other files than those of the complete exports");
        List<String> open = world.storeOf(Layout.OPEN).list(Layout.OPEN, "", 10);
        ViolationException.unless(open.isEmpty(), () -> "still open: " + open);
        world.database().ifPresent(server -> server.check(world.store(), world.movesLedger()));
    }

    /** A repository's row is in the file that its record names; a removal that makes room may leave it in another one. */
    private void checkFile(long id) {
        dataset.stored(Layout.tracked(id)).ifPresent(record -> {
            long file = DatasetView.file(record);
            ViolationException.unless(
                    dataset.rows(dataset.stored(Layout.repositories(file)).orElseThrow())
                            .containsKey(id),
                    () -> "the row of repository " + id + " isn't in the file " + file + " that its record names");
        });
    }

    /** Nothing of a forgotten repository is left but the mark with its id. */
    private void checkForgotten(long id) {
        Pattern name = Pattern.compile("owner/name-" + id + "(?![0-9])");
        List<SimulatedStore> stores = new ArrayList<>(List.of(world.store()));
        world.database().ifPresent(server -> stores.add(server.records()));
        for (SimulatedStore store : stores) {
            store.objects().forEach((key, object) -> {
                ViolationException.unless(
                        DatasetView.repositoryOf(key) != id,
                        () -> key + " is left, but repository " + id + " is forgotten");
                ViolationException.unless(
                        !key.startsWith(Layout.RECORDS)
                                || !name.matcher(new String(object.content(), StandardCharsets.UTF_8))
                                        .find(),
                        () -> key + " still names repository " + id + ", which is forgotten");
                ViolationException.unless(
                        !key.startsWith(Layout.REPOSITORY_STATES) || dataset.states(key, object, id) == 0,
                        () -> key + " still has a row of repository " + id + ", which is forgotten");
            });
        }
        ViolationException.unless(
                dataset.stored(Layout.forgotten(id)).isPresent(), () -> "repository " + id + " is no longer forgotten");
    }

    /** Each commit is in exactly one completed export, and the row holds the highest one. */
    private void checkRepository(SimulatedRepository repository) {
        Set<String> exported = new HashSet<>();
        long next = 0;
        for (Export export : dataset.claims(repository.id())) {
            ViolationException.unless(
                    dataset.outcome(export).isPresent(), () -> "export " + export + " is never settled");
            if (dataset.outcome(export).get() instanceof Outcome.Complete done) {
                for (DataFile file : done.files()) {
                    complete.add(file.key());
                    ViolationException.unless(
                            dataset.holds(file), () -> file.key() + " isn't in the store as its export lists it");
                }
                Claim claim = dataset.claim(export);
                SimulatedHistory.commits(repository, claim.tip().sha(), claim.frontiers(), commit -> false)
                        .forEach(commit -> ViolationException.unless(
                                exported.add(commit.sha()),
                                () -> "repository " + repository.id() + " has commit " + commit.sha() + " twice"));
                next = export.number() + 1;
            }
        }
        Optional<Tip> tip = repository.tipBefore(repository.head(), world.lastSnapshot());
        Set<String> missing = repository.reach(tip.map(Tip::sha).stream().toList());
        missing.removeAll(exported);
        ViolationException.unless(
                missing.isEmpty(), () -> "repository " + repository.id() + " lacks the commits " + missing);
        long exports =
                Objects.requireNonNull(rows.get(repository.id())).exports().orElse(0);
        long should = next;
        ViolationException.unless(
                exports == should,
                () -> "the row of repository " + repository.id() + " has " + exports + " exports instead of " + should);
    }
}
