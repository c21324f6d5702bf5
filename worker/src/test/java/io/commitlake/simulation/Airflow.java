package io.commitlake.simulation;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.job.discovery.Enrolment;
import io.commitlake.job.export.Extract;
import io.commitlake.job.forget.RepositoryRemoval;
import io.commitlake.job.merge.Merge;
import io.commitlake.job.plan.Plan;
import io.commitlake.job.validate.Validate;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.CommitlakeException.Kind;
import io.commitlake.model.Repository;
import io.commitlake.model.RunPlan;
import io.commitlake.storage.Layout;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs plan, extract, merge, validate and catalog as the DAG does: one process for each task, retries for the exit codes that permit them,
 * and a new process if one is lost. It may take a stopped process for lost, or start a task twice, so two processes may
 * work on one task.
 */
final class Airflow {
    private static final Set<Kind> HOPELESS = Set.of(Kind.USAGE, Kind.SETTINGS, Kind.FAULTY);
    private static final Duration POLL = Duration.ofSeconds(30);
    /** The share of runs that are validated; reading all files takes longer than the rest of a run. */
    private static final double VALIDATED = 0.2;

    /** A try of a task, in its own process. */
    private static final class Try<T> {
        private final SimulatedProcess process;
        private @Nullable T result;
        private boolean ended;

        Try(SimulatedProcess process) {
            this.process = process;
        }
    }

    /** A failure that a retry may cure. */
    private static final class FailedException extends RuntimeException {
        FailedException(String message) {
            super(message);
        }
    }

    private final World world;
    private final List<String> failed = new ArrayList<>();
    private final List<SimulatedProcess> workers = new ArrayList<>();

    Airflow(World world) {
        this.world = world;
    }

    /** The tasks that failed in all their tries. */
    List<String> failed() {
        return failed;
    }

    /** Starts a run after some time. Its snapshot is the moment at which it starts. */
    void schedule(String run, Duration after, int shards) {
        SimulatedProcess airflow = world.process("airflow-" + run, SimulatedProcess.Fate.GOOD);
        airflow.start(() -> world.guard(() -> {
            world.scheduler().sleep(after);
            Instant snapshot = world.scheduler().now().truncatedTo(ChronoUnit.SECONDS);
            world.snapshots().add(snapshot);
            run(run, snapshot, shards, airflow);
        }));
    }

    /**
     * Starts an enrolment after some time.
     *
     * @param found asked when the enrolment starts
     * @param perFile the number of rows after which a new file begins
     */
    void enrol(String name, Duration after, Supplier<List<SimulatedRepository>> found, int perFile) {
        SimulatedProcess airflow = world.process("airflow-" + name, SimulatedProcess.Fate.GOOD);
        airflow.start(() -> world.guard(() -> {
            world.scheduler().sleep(after);
            List<Repository> rows =
                    found.get().stream().map(SimulatedRepository::row).toList();
            task(name, beans -> enrol(beans, rows, perFile));
        }));
    }

    /** Starts a move of the ledger to PostgreSQL after some time, if there is a dataset by then. */
    void moveLedger(String name, Duration after) {
        SimulatedProcess airflow = world.process("airflow-" + name, SimulatedProcess.Fate.GOOD);
        airflow.start(() -> world.guard(() -> {
            world.scheduler().sleep(after);
            if (world.store().objects().containsKey(Layout.DATASET)) {
                tried(name, process -> SimulatedWorker.moveLedger(world, process));
            }
        }));
    }

    /** Starts the removal of a repository after some time, if there is a dataset by then. */
    void forget(String name, Duration after, long repository) {
        SimulatedProcess airflow = world.process("airflow-" + name, SimulatedProcess.Fate.GOOD);
        airflow.start(() -> world.guard(() -> {
            world.scheduler().sleep(after);
            if (world.store().objects().containsKey(Layout.DATASET)) {
                task(name, beans -> {
                    world.forgotten().add(repository);
                    beans.get(Ledger.class).forgotten().add(repository);
                    world.catalog().ifPresent(catalog -> catalog.forget(beans, repository));
                    return beans.get(RepositoryRemoval.class).remove(Set.of(repository));
                });
            }
        }));
    }

    /** Starts an update of the catalog after some time, if there is a dataset by then. */
    void catalog(String name, Duration after) {
        SimulatedProcess airflow = world.process("airflow-" + name, SimulatedProcess.Fate.GOOD);
        airflow.start(() -> world.guard(() -> {
            world.scheduler().sleep(after);
            if (world.store().objects().containsKey(Layout.DATASET)) {
                catalog(name);
            }
        }));
    }

    private void catalog(String name) {
        world.catalog().ifPresent(catalog -> task(name, catalog::update));
    }

    /** Enters one repository at a time, so that others may enter theirs after this enrolment has read the tables. */
    private long enrol(Beans beans, List<Repository> rows, int perFile) {
        Enrolment enrolment =
                new Enrolment(beans.get(Ledger.class), beans.get(RepositoryTables.class), perFile, world.maxRows());
        return rows.stream().mapToLong(row -> enrolment.enter(List.of(row))).sum();
    }

    /** Deploys another image for new workers. Half of the deployments kill the running ones. */
    void deploy() {
        boolean kills = world.faults().chance(0.5);
        world.fleet().deploy();
        world.scheduler()
                .trace()
                .add(world.scheduler().now(), "airflow", () -> "deploys" + (kills ? " and kills all workers" : ""));
        if (kills) {
            workers.forEach(SimulatedProcess::kill);
        }
    }

    private void run(String run, Instant snapshot, int shards, SimulatedProcess airflow) {
        Optional<RunPlan> plan =
                task(run + "-plan", beans -> beans.get(Plan.class).run(snapshot, run, shards, List.of()));
        if (plan.isEmpty()) {
            return;
        }
        int count = plan.get().shards().size();
        int[] left = {count};
        for (int shard = 0; shard < count; shard++) {
            int number = shard;
            airflow.start(() -> world.guard(() -> {
                task(
                        run + "-extract-" + number,
                        beans -> checked(beans.get(Extract.class).run(snapshot, run, number)));
                left[0]--;
            }));
        }
        while (left[0] > 0) {
            world.scheduler().sleep(POLL);
        }
        Optional<Merge.Result> merged =
                task(run + "-merge", beans -> beans.get(Merge.class).run(snapshot, run));
        if (merged.isPresent() && world.faults().chance(VALIDATED)) {
            task(run + "-validate", beans -> valid(beans.get(Validate.class).run(snapshot, run)));
        }
        if (merged.isPresent()) {
            catalog(run + "-catalog");
        }
    }

    /** Validation names no fault, whatever other processes do at the same time. */
    private Validate.Result valid(Validate.Result result) {
        if (result.faults() > 0
                && !world.forgotten().isEmpty()
                && !world.faults().isOver()) {
            throw new FailedException("it may have read what was being removed: " + result.shown());
        }
        if (result.faults() > 0) {
            throw new ViolationException("validate names faults: " + result.shown());
        }
        return result;
    }

    /** Fails like the command does if a repository failed. */
    private static Extract.Result checked(Extract.Result result) {
        if (result.kinds().contains(Kind.BUG) || result.kinds().stream().anyMatch(HOPELESS::contains)) {
            throw new ViolationException("extract reports " + result.failures());
        }
        if (!result.failures().isEmpty()) {
            throw new FailedException(result.failures().toString());
        }
        return result;
    }

    private <T> Optional<T> task(String name, Function<Beans, T> step) {
        return tried(name, process -> step.apply(SimulatedWorker.open(world, process)));
    }

    private <T> Optional<T> tried(String name, Function<SimulatedProcess, T> step) {
        for (int number = 1; number <= world.faults().tries(); number++) {
            if (world.faults().twin()) {
                start(name + "." + number + "b", step);
            }
            Try<T> attempt = start(name + "." + number, step);
            while (!attempt.ended && attempt.process.isRunning()) {
                world.scheduler().sleep(POLL);
            }
            if (attempt.result != null) {
                return Optional.of(attempt.result);
            }
        }
        failed.add(name);
        return Optional.empty();
    }

    private <T> Try<T> start(String name, Function<SimulatedProcess, T> step) {
        SimulatedProcess process = world.process(name, world.faults().fate());
        workers.add(process);
        Try<T> attempt = new Try<>(process);
        process.start(() -> world.guard(() -> {
            String words;
            try {
                attempt.result = step.apply(process);
                words = "exits";
            } catch (CommitlakeException refused) {
                if (refused.kind() == Kind.BUG || HOPELESS.contains(refused.kind())) {
                    throw new ViolationException(name + " fails with " + refused.kind() + ": " + refused.getMessage());
                }
                // The folder of a process has another name each time, and a seed's trace must be the same.
                words = "fails with " + refused.kind() + ": "
                        + CatalogChecks.masked(String.valueOf(refused.getMessage()))
                                .replaceAll("/\\S*/commitlake-\\d+/\\d+-", "");
            } catch (FailedException some) {
                words = "fails for " + some.getMessage();
            }
            attempt.ended = true;
            String end = words;
            world.scheduler().trace().add(world.scheduler().now(), name, () -> end);
        }));
        return attempt;
    }
}
