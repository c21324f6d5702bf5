package io.commitlake.simulation;

import io.commitlake.job.catalog.CatalogAddress;
import io.commitlake.job.catalog.CatalogOver;
import io.commitlake.job.catalog.CatalogUpdate;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.simulation.catalog.CallerThread;
import io.commitlake.simulation.catalog.CatalogClient;
import io.commitlake.simulation.catalog.CatalogRows;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/** The catalog of one simulation's Iceberg tables, which some simulations have. */
final class SimulatedCatalog {
    static final StorageLocation DATASET = StorageLocation.parse("s3://simulated");

    private static final CatalogAddress ADDRESS = new CatalogAddress(
            "jdbc:postgresql://simulated/catalog", "commitlake", "lake", Optional.empty(), Optional.empty());

    /** Of eight seeds, the last four have a catalog, one of them with repositories that are forgotten. */
    private static final int SEEDS = 8;

    /** After this time no statement of a failed process takes effect. */
    private static final Duration LATE = Duration.ofHours(1);

    /** Files in a commit: few, so that a run needs several. */
    private static final int BATCH = 5;

    private final World world;
    private final CatalogChecks checks;
    private final CatalogRows rows;
    /** The repositories that a process has removed from the tables. */
    private final Set<Long> removed = new HashSet<>();

    private final Queue<Runnable> atFates = new ArrayDeque<>();
    /** The processes that are at work on the tables or have failed there, with the moment of their failure. */
    private final Map<SimulatedProcess, Instant> unfinished = new HashMap<>();

    private SimulatedCatalog(World world, DatasetView dataset) {
        this.world = world;
        this.checks = new CatalogChecks(world, dataset);
        this.rows = new CatalogRows(checks);
    }

    /** The catalog of a seed's simulation, if it has one. */
    static Optional<SimulatedCatalog> of(long seed, World world, DatasetView dataset) {
        return Math.floorMod(seed, SEEDS) < SEEDS / 2
                ? Optional.empty()
                : Optional.of(new SimulatedCatalog(world, dataset));
    }

    CatalogChecks checks() {
        return checks;
    }

    /** Checks the tables after the last update, which met no faults. */
    void checkLast() {
        checks.checkLast(rows);
    }

    /** Does something once when an update is stopped or killed. */
    void atFate(Runnable action) {
        atFates.add(action);
    }

    /** Does what was to be done at such a moment. */
    void meetFate(String process) {
        if (process.contains("catalog") && !atFates.isEmpty()) {
            atFates.remove().run();
        }
    }

    /** Updates the tables as {@code catalog} does. */
    CatalogUpdate.Result update(Beans beans) {
        Instant begin = world.scheduler().now();
        return use(beans, update -> {
            CatalogUpdate.Result result = update.run();
            // It has removed what processes left that failed before it began.
            unfinished.values().removeIf(failed -> failed.isBefore(begin.minus(LATE)));
            return result;
        });
    }

    /** Removes a repository from the tables as {@code forget} does, once it is marked as forgotten. */
    void forget(Beans beans, long repository) {
        use(beans, update -> {
            long files = update.removeForgotten();
            removed.add(repository);
            return files;
        });
    }

    /** If no other process is at work on the tables or has failed there, none may have brought back what was removed. */
    private <T> T use(Beans beans, Function<CatalogUpdate, T> work) {
        SimulatedProcess process = beans.get(SimulatedProcess.class);
        Runnable failure = () -> unfinished.replace(process, world.scheduler().now());
        unfinished.put(process, Instant.MAX);
        process.whenKilled(failure);
        T result;
        try {
            result = work.apply(open(beans));
        } catch (RuntimeException failed) {
            failure.run();
            throw failed;
        }
        unfinished.remove(process);
        if (unfinished.isEmpty()) {
            checks.checkRemoved(rows, removed);
        }
        return result;
    }

    /** The update of a process, as the command line assembles it. */
    private CatalogUpdate open(Beans beans) {
        Storage storage = beans.get(Storage.class);
        CatalogConnection wire = new CatalogConnection(
                world.scheduler(),
                world.faults(),
                beans.get(SimulatedProcess.class).name());
        return new CatalogUpdate(
                storage,
                beans.get(Ledger.class),
                CatalogOver.open(
                        ADDRESS, io -> new CatalogClient(rows, wire, io), storage, DATASET, new CallerThread()),
                beans.get(Workspace.class),
                beans.get(ExecutorService.class),
                BATCH);
    }

    /** Starts updates at moments of their own, besides those after merges. Draws by itself, as forgetting does. */
    void schedule(Airflow airflow) {
        Random own = world.draws(SEEDS);
        for (int count = own.nextInt(4); count > 0; count--) {
            airflow.catalog("catalog-" + count, Duration.ofSeconds(own.nextInt(own.nextBoolean() ? 100 : 300_000)));
        }
    }
}
