package io.commitlake.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.commitlake.job.work.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/**
 * Runs simulations from a seed on: {@code make chaos SEED=1 RUNS=1000}. Prints the trace of the first one that breaks a
 * guarantee. A single run always prints its trace.
 */
public final class Chaos {
    private Chaos() {}

    /** Arguments: the first seed, the number of simulations. Exits with 1 if one of them breaks a guarantee. */
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        long runs = Long.parseLong(arguments[1]);
        mute();
        long since = System.nanoTime();
        long[] exports = {0};
        long[] steps = {0};
        try (Workspace workspace = Workspace.open(Path.of(System.getProperty("java.io.tmpdir"), "commitlake-chaos"))) {
            for (long seed = first; seed < first + runs; seed++) {
                World.Result result = World.run(seed, runs == 1, workspace);
                exports[0] += result.exports();
                steps[0] += result.steps();
                if (result.violation().isPresent() || runs == 1) {
                    World.Result traced = runs == 1 ? result : World.run(seed, true, workspace);
                    traced.trace().forEach(System.out::println);
                    System.out.println("seed " + seed + ": " + result.violation().orElse("all guarantees hold"));
                    if (result.violation().isPresent()) {
                        System.out.println("after " + (seed - first + 1) + " simulations; `make chaos SEED=" + seed
                                + " RUNS=1` repeats this one");
                        System.exit(1);
                    }
                }
            }
        }
        double seconds = Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
        double processor = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1000.0;
        System.out.printf(
                "%d simulations with %d exports in %d steps held all guarantees in %.1f s (%.1f s of a processor)%n",
                runs, exports[0], steps[0], seconds, processor);
    }

    /** Production code logs each simulated failure. */
    static void mute() {
        ((Logger) LoggerFactory.getLogger("io.commitlake")).setLevel(Level.OFF);
    }
}
