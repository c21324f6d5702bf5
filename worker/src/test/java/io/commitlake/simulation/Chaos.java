package io.commitlake.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.commitlake.job.work.Workspace;
import io.commitlake.simulation.postgres.PostgresInVirtualTime;
import io.commitlake.testing.Postgres;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * Runs a range of seeds one after another, until a simulation breaks a guarantee. Two simulations at once in one process
 * would meet in the JDK's own locks, and so lose their exact order.
 */
final class Chaos implements AutoCloseable {
    /** The homes of the simulations' ledgers. */
    enum Ledgers {
        STORE,
        POSTGRES,
        BOTH
    }

    /**
     * A broken simulation.
     *
     * @param repeated the same simulation again, with a trace
     * @param violation what it broke when it ran first
     * @param ledger the home of its ledger
     */
    record Broken(World.Result repeated, String violation, String ledger) {
        @Override
        public String toString() {
            return repeated.trace().stream().collect(Collectors.joining("\n", "", "\n"))
                    + "seed " + repeated.seed() + ": " + violation + differing()
                    + "\nrepeat it with: make chaos SEED=" + repeated.seed() + " RUNS=1 LEDGER=" + ledger + "\n";
        }

        /** What the repetition broke, if it differs: then something outside of the simulation had a say in it. */
        private String differing() {
            String again = repeated.violation().orElse("all guarantees hold");
            return again.equals(violation) ? "" : "\nrepeated with a trace: " + again;
        }
    }

    /**
     * The result of a range.
     *
     * @param simulations number of simulations
     * @param exports number of their completed exports
     * @param steps number of their scheduling steps
     */
    record Result(Optional<Broken> broken, long simulations, long exports, long steps) {
        @Override
        public String toString() {
            return broken.map(Broken::toString).orElse("") + simulations + " simulations with " + exports
                    + " exports in " + steps + " steps";
        }
    }

    private static final long PART = 500;

    /** The share of the seeds with a ledger in PostgreSQL, whose simulations take longer. */
    private static final long ONE_OF = 4;

    private final Workspace workspace;
    private final Ledgers ledgers;
    private Optional<PostgresInVirtualTime> postgres = Optional.empty();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.commitlake");
    private final Level level = logger.getLevel();
    private final Logger iceberg = (Logger) LoggerFactory.getLogger("org.apache.iceberg");
    private final Level icebergLevel = iceberg.getLevel();

    /** Mutes production code's log, which would have each simulated failure, until this is closed. */
    Chaos(Path folder, Ledgers ledgers) {
        this.ledgers = ledgers;
        workspace = Workspace.open(folder);
        logger.setLevel(Level.OFF);
        iceberg.setLevel(Level.OFF);
    }

    /**
     * Runs seeds for {@code make chaos}: the first argument is the first seed, the second one their number, the third one
     * the home of their ledgers. Prints a line after each part, and the trace of a single seed or a broken one.
     */
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        long end = first + Long.parseLong(arguments[1]);
        boolean broken = false;
        Ledgers ledgers = Ledgers.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        if (ledgers == Ledgers.BOTH && !Postgres.isInstalled()) {
            System.out.println("PostgreSQL (initdb) isn't installed, so all ledgers are in the store");
            ledgers = Ledgers.STORE;
        }
        try (Chaos chaos = new Chaos(Path.of("target", "chaos"), ledgers)) {
            if (end - first == 1) {
                chaos.run(first).trace().forEach(System.out::println);
            }
            for (long seed = first; seed < end && !broken; seed += PART) {
                Result result = chaos.run(seed, Math.min(PART, end - seed));
                broken = result.broken().isPresent();
                System.out.println(result);
            }
        }
        System.exit(broken ? 1 : 0);
    }

    World.Result run(long seed) {
        return run(seed, true);
    }

    private World.Result run(long seed, boolean traced) {
        return World.run(seed, traced, isInPostgres(seed) ? Optional.of(postgres()) : Optional.empty(), workspace);
    }

    private boolean isInPostgres(long seed) {
        return ledgers == Ledgers.POSTGRES || (ledgers == Ledgers.BOTH && seed % ONE_OF == 0);
    }

    private PostgresInVirtualTime postgres() {
        if (postgres.isEmpty()) {
            PostgresInVirtualTime server = PostgresInVirtualTime.start();
            // Not when this is closed: another process may end this one at its first broken seed.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            postgres = Optional.of(server);
        }
        return postgres.get();
    }

    Result run(long first, long simulations) {
        long exports = 0;
        long steps = 0;
        for (long seed = first; seed < first + simulations; seed++) {
            World.Result result = run(seed, false);
            exports += result.exports();
            steps += result.steps();
            if (result.violation().isPresent()) {
                // The trace costs time, so only a broken simulation is run again with it.
                String ledger = isInPostgres(seed) ? "postgres" : "store";
                Broken broken = new Broken(run(seed), result.violation().get(), ledger);
                return new Result(Optional.of(broken), seed - first + 1, exports, steps);
            }
        }
        return new Result(Optional.empty(), simulations, exports, steps);
    }

    @Override
    public void close() {
        logger.setLevel(level);
        iceberg.setLevel(icebergLevel);
        workspace.close();
    }
}
