package io.commitlake.simulation;

import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.dataset.RowRemoval;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.LedgerHome;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Sha256;
import io.commitlake.storage.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the dataset in the simulated store, without requests and so without faults. */
final class DatasetView {
    private static final Pattern OF_REPOSITORY = Pattern.compile(
            "^(?:_commitlake/(?:ledger/(?:claims|users|outcomes|tips|open)|tracked)/|[a-z_]+/repository_id=)(\\d+)\\b");

    private final World world;
    private final Map<Export, ExpectedFiles> expected = new HashMap<>();
    /** The rows of each repositories file, by the file's ETag. */
    private final Map<String, Map<Long, Repository>> rows = new HashMap<>();

    /** Whether a dataset's record, by its ETag, names PostgreSQL as the home of the ledger. */
    private final Map<String, Boolean> homes = new HashMap<>();

    private final ListedFiles lists;

    DatasetView(World world) {
        this.world = world;
        this.lists = new ListedFiles(world.workspace());
    }

    SimulatedRepository repository(Export export) {
        return world.github().repository(export.repository());
    }

    /** Whether the ledger is in PostgreSQL now. */
    boolean isLedgerInPostgres() {
        SimulatedStore.Stored record = world.store().objects().get(Layout.DATASET);
        return record != null
                && homes.computeIfAbsent(
                        record.tag(),
                        tag -> !Json.tree(record.content())
                                .get("ledger")
                                .asString()
                                .equals(LedgerHome.DATASET));
    }

    Optional<SimulatedStore.Stored> stored(String key) {
        return Optional.ofNullable(world.storeOf(key).objects().get(key));
    }

    Claim claim(Export export) {
        return Json.read(stored(Layout.claim(export)).orElseThrow().content(), Claim.class);
    }

    Optional<Outcome> outcome(Export export) {
        return stored(Layout.outcome(export)).map(held -> Json.read(held.content(), Outcome.class));
    }

    /** The export of a record in one of the ledger's folders. */
    static Optional<Export> record(String key, String folder) {
        String start = Layout.RECORDS + "ledger/" + folder;
        if (!key.startsWith(start)) {
            return Optional.empty();
        }
        String[] parts = key.substring(start.length()).replace(".json", "").split("/", -1);
        return Optional.of(new Export(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
    }

    /** The repository of a record of the ledger, or of a data file; 0 for any other key. */
    static long repositoryOf(String key) {
        Matcher of = OF_REPOSITORY.matcher(key);
        return of.find() ? Long.parseLong(of.group(1)) : 0;
    }

    /** The repositories file that a repository's record names. */
    static long file(SimulatedStore.Stored record) {
        return Json.integer(Json.tree(record.content()), "file");
    }

    List<Export> claims(long repository) {
        return world.storeOf(Layout.CLAIMS).list(Layout.claims(repository), "", Integer.MAX_VALUE).stream()
                .map(key -> record(key, "claims/").orElseThrow())
                .sorted(Comparator.comparingLong(Export::number))
                .toList();
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

    /** The files that an export's claim yields. */
    ExpectedFiles expected(Export export) {
        return expected.computeIfAbsent(export, made -> {
            Optional<SimulatedStore.Stored> users = stored(Layout.users(made));
            if (users.isEmpty()) {
                throw new ViolationException(
                        "export " + made + " has files or an outcome, but the ledger lacks its users");
            }
            return ExpectedFiles.of(
                    claim(made),
                    Json.read(users.get().content(), UserIds.class),
                    repository(made),
                    world.contents(),
                    world.workspace());
        });
    }

    /** The rows of all repositories files. */
    List<Repository> rows() {
        return world.store().list(Layout.REPOSITORIES, "", Integer.MAX_VALUE).stream()
                .flatMap(key -> rows(stored(key).orElseThrow()).values().stream())
                .toList();
    }

    Map<Long, Repository> rows(SimulatedStore.Stored stored) {
        return rows.computeIfAbsent(stored.tag(), tag -> {
            Map<Long, Repository> byId = new HashMap<>();
            RepositoriesFile.read("simulated", stored.content()).forEach(row -> byId.put(row.id(), row));
            return byId;
        });
    }

    /** The data files that {@code data_files} lists. */
    Set<DataFile> listed() {
        Set<DataFile> all = new HashSet<>();
        world.store()
                .list(Layout.DATA_FILES, "", Integer.MAX_VALUE)
                .forEach(key -> all.addAll(listed(key, stored(key).orElseThrow())));
        return all;
    }

    /** The number of rows that a repository has in a file of {@code repository_states}. */
    long states(String key, SimulatedStore.Stored stored, long repository) {
        return world.workspace().within("states", folder -> {
            Path local = folder.resolve("states.parquet");
            try {
                Files.write(local, stored.content());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return RowRemoval.REPOSITORY_STATES.count(key, local, id -> id == repository);
        });
    }

    /** The data files that one file of {@code data_files} lists. */
    Set<DataFile> listed(String key, SimulatedStore.Stored stored) {
        return lists.in(key, stored).files();
    }

    /** The data files that a version of a file of {@code data_files} lists, by its ETag. */
    Set<DataFile> listedAs(String version) {
        return lists.as(version).files();
    }

    /** The data files of the runs, by the runs' snapshots. */
    Map<Instant, Set<DataFile>> runs() {
        Map<Instant, Set<DataFile>> runs = new HashMap<>();
        world.store().list(Layout.DATA_FILES, "", Integer.MAX_VALUE).forEach(key -> {
            ListedFiles.Contents contents = lists.in(key, stored(key).orElseThrow());
            contents.snapshot()
                    .ifPresent(snapshot ->
                            runs.computeIfAbsent(snapshot, _ -> new HashSet<>()).addAll(contents.files()));
        });
        return runs;
    }

    /** Whether the store has a file as its export lists it. */
    boolean holds(DataFile file) {
        return stored(file.key())
                .filter(held -> Sha256.of(held.content()).equals(file.sha256()))
                .isPresent();
    }
}
