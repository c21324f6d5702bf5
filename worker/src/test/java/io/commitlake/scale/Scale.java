package io.commitlake.scale;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.commitlake.scale.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Measures what a dataset costs, for {@code make scale}. Runs in the worker's folder. */
final class Scale {
    private static final int TOKENS = 4;

    private Scale() {}

    /**
     * Prints the tables of one dataset.
     *
     * @param arguments the number of repositories, the number of days (0 to export nothing: the ledger gets the records
     *     of a first run, and a run finds nothing new), and {@code record} to write the figures into the documents
     */
    public static void main(String[] arguments) {
        ((Logger) LoggerFactory.getLogger("io.commitlake")).setLevel(Level.WARN);
        int repositories = Integer.parseInt(arguments[0]);
        int days = Integer.parseInt(arguments[1]);
        try (World world = new World(repositories, false, TOKENS, Path.of("target", "scale"))) {
            Measurement measured = measure(world, days);
            System.out.println(Tables.of(List.of(measured)));
            if (arguments.length > 2 && arguments[2].equals("record")) {
                measured.write(ScalePage.MEASUREMENTS);
                ScalePage.update();
            }
        }
    }

    private static Measurement measure(World world, int days) {
        long begun = System.nanoTime();
        Simulation simulation = new Simulation(
                world,
                true,
                step -> System.err.printf(
                        "%s: %s, %.0f s%n", step.phase(), step.name(), (System.nanoTime() - begun) / 1e9));
        simulation.discover();
        long commits = world.hub().allCommits();
        if (days == 0) {
            simulation.runWithoutExtract();
        } else {
            simulation.run(Measurement.FIRST);
            simulation.days(days);
            simulation.idleDay();
        }
        return new Measurement(
                world.hub().size(),
                days > 0,
                days,
                TOKENS,
                commits,
                world.hub().allCommits() - commits,
                world.store().objects(),
                world.store().bytes(),
                simulation.steps().stream().flatMap(step -> shown(step, days)).toList());
    }

    /** The steps of the first run, of the last day, and of the day without commits. */
    private static Stream<Step> shown(Step step, int days) {
        if (!step.phase().startsWith(Simulation.DAY_NUMBER)) {
            return Stream.of(step);
        }
        return step.phase().equals(Simulation.DAY_NUMBER + days)
                ? Stream.of(new Step(
                        Measurement.LAST_DAY,
                        step.name(),
                        step.waitedMillis(),
                        step.workedMillis(),
                        step.heapBytes(),
                        step.counts()))
                : Stream.empty();
    }
}
