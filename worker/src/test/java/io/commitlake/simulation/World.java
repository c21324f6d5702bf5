package io.commitlake.simulation;

import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.contents.Contents;
import io.commitlake.model.contents.KeptContents;
import io.commitlake.simulation.postgres.PostgresInVirtualTime;
import io.commitlake.storage.Layout;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One simulation: some repositories, a store, and runs that Airflow starts, all drawn from one seed. After the last run it
 * lets every stopped process and late request finish, then runs once without faults and checks the whole dataset.
 */
final class World {
    /**
     * The result of a simulation.
     *
     * @param violation the first broken guarantee; empty if all held
     * @param exports number of completed exports
     */
    record Result(long seed, Optional<String> violation, long steps, int exports, List<String> trace) {}

    private static final Pattern EXPORTING = Pattern.compile("-(plan|extract|merge)\\b");
    private static final Duration DAY = Duration.ofDays(1);
    /** The share of the ledgers in PostgreSQL that are in the store at first. */
    private static final int MOVES_ONE_OF = 3;
    /** The share of the simulations in which repositories are forgotten. */
    private static final int FORGETS_ONE_OF = 4;
    /** One dataset in so many keeps file contents. */
    private static final int KEEPS_CONTENTS_ONE_OF = 5;

    private static final String SMALL_FILES = "max=200";
    /** After this time a plan asks again for every repository that was gone. */
    private static final Duration ASKED_AGAIN = Duration.ofDays(31);

    private final long seed;
    private final Random random;
    private final Faults faults;
    private final Scheduler scheduler;
    private final Workspace workspace;
    private final Map<Long, SimulatedRepository> repositories = new TreeMap<>();
    private final Set<Instant> snapshots = new TreeSet<>();
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final DatasetView dataset;
    private final Invariants invariants;
    private final SimulatedStore store;
    private final SimulatedGitHub github;
    private final Fleet fleet;
    private final int maxRows;
    private final Optional<SimulatedDatabase> database;
    private final boolean movesLedger;
    private final Optional<SimulatedCatalog> catalog;
    /** The repositories whose removal has begun. */
    private final Set<Long> forgotten = new TreeSet<>();

    /** What is to be done once each when processes that export are stopped or killed. */
    private final Queue<Runnable> atFates = new ArrayDeque<>();

    private @Nullable Schedule schedule;
    private @Nullable Throwable broken;

    private World(
            long seed,
            boolean traced,
            Optional<PostgresInVirtualTime> postgres,
            Workspace workspace,
            Function<Random, Faults> draw) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.faults = draw.apply(random);
        this.scheduler = new Scheduler(random, new Trace(traced));
        this.workspace = workspace;
        this.dataset = new DatasetView(this);
        this.invariants = new Invariants(this, dataset);
        this.movesLedger = postgres.isPresent() && seed % MOVES_ONE_OF == 0;
        this.catalog = SimulatedCatalog.of(seed, this, dataset);
        this.store =
                new SimulatedStore(scheduler.clock(), new HomeWatcher(invariants, () -> !dataset.isLedgerInPostgres()));
        this.github = new SimulatedGitHub(scheduler, faults, repositories);
        this.fleet = new Fleet(random);
        this.maxRows = 1 + random.nextInt(faults.subject() == Faults.Subject.CROWDED ? 2 : 3);
        this.database = postgres.map(server -> new SimulatedDatabase(
                server,
                scheduler,
                faults,
                new HomeWatcher(invariants, dataset::isLedgerInPostgres),
                new UUID(seed, seed)));
    }

    /** Runs one simulation to its end, with its ledger in the store or in PostgreSQL. */
    static Result run(long seed, boolean traced, Optional<PostgresInVirtualTime> postgres, Workspace workspace) {
        return new World(seed, traced, postgres, workspace, Faults::new).run();
    }

    /** Runs one simulation without faults, with a trace, in which every message takes the same time. */
    static Result runSteadily(long seed, Duration delay, Workspace workspace) {
        return new World(seed, true, Optional.empty(), workspace, random -> Faults.none(random, delay)).run();
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Faults faults() {
        return faults;
    }

    SimulatedStore store() {
        return store;
    }

    /** The server with the ledger, unless the store has it. */
    Optional<SimulatedDatabase> database() {
        return database;
    }

    /** Whether the ledger is in the store at first, and moves to PostgreSQL. */
    boolean movesLedger() {
        return movesLedger;
    }

    /** The store that has objects with such a key: the dataset's own, or the records of a ledger in PostgreSQL. */
    SimulatedStore storeOf(String key) {
        return database.filter(server -> HomeWatcher.isOfLedger(key) && dataset.isLedgerInPostgres())
                .map(SimulatedDatabase::records)
                .orElse(store);
    }

    /** The catalog of the dataset's Iceberg tables, if this simulation has one. */
    Optional<SimulatedCatalog> catalog() {
        return catalog;
    }

    /** The file contents that the dataset keeps. The seed alone decides, without a draw, so that all else stays as it was. */
    KeptContents contents() {
        if (Math.floorMod(seed, KEEPS_CONTENTS_ONE_OF) != 2) {
            return KeptContents.NONE;
        }
        // Neither 5 nor 7 shares a factor with the other choices by seed, so every combination occurs.
        String filter = Math.floorMod(seed, 7) < 4 ? SMALL_FILES : "all";
        return KeptContents.of(Contents.parse(filter), SimulatedCatalog.DATASET.address(""));
    }

    SimulatedGitHub github() {
        return github;
    }

    /** The source of a process that starts now. */
    SimulatedSource source() {
        return new SimulatedSource(github, scheduler, faults, fleet.git());
    }

    /** The maximum number of rows of a repositories file: few, so that files fill up. */
    int maxRows() {
        return maxRows;
    }

    Fleet fleet() {
        return fleet;
    }

    Workspace workspace() {
        return workspace;
    }

    Map<Long, SimulatedRepository> repositories() {
        return repositories;
    }

    /** The repositories whose removal has begun: nothing of them may be left in the end. */
    Set<Long> forgotten() {
        return forgotten;
    }

    /** The snapshots of all runs so far. */
    Set<Instant> snapshots() {
        return snapshots;
    }

    Instant lastSnapshot() {
        return snapshots.stream().reduce((a, b) -> b).orElseThrow();
    }

    SimulatedProcess process(String name, SimulatedProcess.Fate fate) {
        SimulatedProcess process = new SimulatedProcess(name, scheduler, fate, () -> changeSome(name));
        processes.add(process);
        return process;
    }

    private void changeSome(String process) {
        catalog.ifPresent(tables -> tables.meetFate(process));
        if (EXPORTING.matcher(process).find() && !atFates.isEmpty()) {
            atFates.remove().run();
        }
        if (schedule != null) {
            schedule.changeAtFate();
        }
    }

    /** Runs the main thread of a process. What it throws ends the simulation, except a kill. */
    void guard(Runnable main) {
        try {
            main.run();
        } catch (SimulatedProcess.KilledError killed) {
            // The process is gone.
        } catch (RuntimeException | Error failed) {
            broken = broken == null ? failed : broken;
            scheduler.halt();
        }
    }

    private Result run() {
        Optional<String> violation = Optional.empty();
        try {
            schedule = new Schedule(this, random);
            populate(schedule.repositories());
            Airflow airflow = new Airflow(this);
            schedule.fill(airflow);
            forgetSome(airflow);
            catalog.ifPresent(tables -> tables.schedule(airflow));
            if (movesLedger) {
                airflow.moveLedger(
                        "move", Duration.ofSeconds(60 + random.nextInt(random.nextBoolean() ? 600 : 200_000)));
            }
            runToEnd();
            faults.end();
            fleet.settle();
            repositories.values().forEach(SimulatedRepository::comeBack);
            // Two merges, because the first one may find a claim that only its run's extract has voided.
            airflow.failed().clear();
            if (movesLedger) {
                airflow.moveLedger("move-last", DAY.minusHours(1));
            }
            // If all processes of a removal died before they could mark its repository; otherwise the last merges
            // finish it.
            forgotten.stream()
                    .filter(id -> dataset.stored(Layout.forgotten(id)).isEmpty())
                    .forEach(id -> airflow.forget("forget-last-" + id, DAY.minusHours(1), id));
            // It names one repository at most that has a record: it adds the rows of all others that have one.
            airflow.enrol("enrol-last", ASKED_AGAIN, () -> unrecorded(1), maxRows);
            airflow.schedule("final", ASKED_AGAIN.plusHours(1), 2);
            runToEnd();
            airflow.schedule("clean", DAY.plusHours(1), 2);
            runToEnd();
            if (!airflow.failed().isEmpty()) {
                throw new ViolationException("without faults, these tasks fail: " + airflow.failed());
            }
            new FinalCheck(this, dataset).run();
            catalog.ifPresent(SimulatedCatalog::checkLast);
        } catch (ViolationException | Scheduler.EndlessException found) {
            violation = Optional.of(String.valueOf(found.getMessage()));
        } catch (RuntimeException | Error bug) {
            StringWriter words = new StringWriter();
            bug.printStackTrace(new PrintWriter(words));
            violation = Optional.of(words.toString());
        }
        Result result = new Result(
                seed,
                violation,
                scheduler.steps(),
                dataset.completeExports(),
                List.copyOf(scheduler.trace().lines()));
        unwind();
        return result;
    }

    /** A generator of a seed's own for some purpose: the first numbers of neighbouring seeds would be alike without a factor. */
    Random draws(long purpose) {
        return new Random((seed + (purpose << 32)) * 0x9E3779B97F4A7C15L);
    }

    /** Has repositories forgotten in some simulations. Draws by itself, so that the others stay as they were. */
    private void forgetSome(Airflow airflow) {
        if (Math.floorMod(seed, FORGETS_ONE_OF) != 1) {
            return;
        }
        Random own = draws(FORGETS_ONE_OF);
        for (int count = 1 + own.nextInt(2); count > 0; count--) {
            long id = 1L + own.nextInt(repositories.size());
            Duration after = Duration.ofSeconds(own.nextInt(own.nextBoolean() ? 100 : 300_000));
            String name = "forget-" + id + "-" + count;
            if (own.nextInt(3) == 0) {
                // A worker that wakes up later may then put what the removal doesn't see.
                atFates.add(() -> airflow.forget(name, Duration.ofSeconds(own.nextInt(30)), id));
            } else if (catalog.isPresent() && own.nextBoolean()) {
                // An update that is stopped may then add files that the removal doesn't see.
                catalog.get().atFate(() -> airflow.forget(name, Duration.ofSeconds(own.nextInt(30)), id));
            } else {
                airflow.forget(name, after, id);
            }
        }
    }

    private void runToEnd() {
        scheduler.run();
        switch (broken) {
            case null -> {}
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            default -> throw new IllegalStateException(broken);
        }
    }

    private void unwind() {
        invariants.mute();
        scheduler.forgetEvents();
        processes.forEach(SimulatedProcess::unwind);
        scheduler.run();
        database.ifPresent(SimulatedDatabase::close);
    }

    /** Makes repositories. Only the first one has a row yet. */
    private void populate(int count) {
        for (long id = 1; id <= count; id++) {
            repositories.put(id, new SimulatedRepository(id, random, scheduler.now()));
        }
        byte[] file = RepositoriesFile.write(List.of(github.repository(1).row()));
        store.put(Layout.repositories(0), file, false, Optional.empty());
    }

    /** All repositories without a record, and at most some that have one. */
    private List<SimulatedRepository> unrecorded(int others) {
        List<SimulatedRepository> chosen = new ArrayList<>();
        int left = others;
        for (SimulatedRepository repository : repositories.values()) {
            boolean recorded = dataset.stored(Layout.tracked(repository.id())).isPresent();
            if (!recorded || left-- > 0) {
                chosen.add(repository);
            }
        }
        return chosen;
    }
}
