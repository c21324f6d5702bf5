package io.commitlake.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.commitlake.job.work.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Runs a range of seeds on all processors, until a simulation breaks a guarantee. */
final class Chaos implements AutoCloseable {
    /**
     * The result of a range.
     *
     * @param broken the lowest broken seed that was found, with its trace
     * @param simulations number of finished simulations
     * @param exports number of their completed exports
     */
    record Result(Optional<World.Result> broken, long simulations, long exports, long steps) {
        @Override
        public String toString() {
            return broken.map(found -> found.trace().stream().collect(Collectors.joining("\n", "", "\n"))
                                    + "seed " + found.seed() + ": "
                                    + found.violation().orElse("all guarantees hold")
                                    + "\nrepeat it with: make chaos SEED="
                                    + found.seed() + " RUNS=1\n")
                            .orElse("")
                    + simulations + " simulations with " + exports + " exports in " + steps + " steps";
        }
    }

    private final Workspace workspace;
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.commitlake");
    private final Level level = logger.getLevel();

    /** Mutes production code's log, which would have each simulated failure, until this is closed. */
    Chaos(Path folder) {
        workspace = Workspace.open(folder);
        logger.setLevel(Level.OFF);
    }

    World.Result run(long seed) {
        return World.run(seed, true, workspace);
    }

    Result run(long first, long simulations) throws InterruptedException, ExecutionException {
        AtomicLong next = new AtomicLong(first);
        AtomicLong end = new AtomicLong(first + simulations);
        int threads = Runtime.getRuntime().availableProcessors();
        List<World.Result> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<List<World.Result>>> work = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                work.add(pool.submit(() -> untilBroken(next, end)));
            }
            for (Future<List<World.Result>> done : work) {
                results.addAll(done.get());
            }
        }
        // The trace costs time, so only the broken simulation is run again with it.
        Optional<World.Result> broken = results.stream()
                .filter(result -> result.violation().isPresent())
                .min(Comparator.comparingLong(World.Result::seed))
                .map(result -> run(result.seed()));
        return new Result(
                broken,
                results.size(),
                results.stream().mapToLong(World.Result::exports).sum(),
                results.stream().mapToLong(World.Result::steps).sum());
    }

    private List<World.Result> untilBroken(AtomicLong next, AtomicLong end) {
        List<World.Result> results = new ArrayList<>();
        for (long seed = next.getAndIncrement(); seed < end.get(); seed = next.getAndIncrement()) {
            World.Result result = World.run(seed, false, workspace);
            results.add(result);
            if (result.violation().isPresent()) {
                end.set(0);
            }
        }
        return results;
    }

    @Override
    public void close() {
        logger.setLevel(level);
        workspace.close();
    }
}
