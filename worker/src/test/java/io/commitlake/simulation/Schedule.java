package io.commitlake.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The runs, enrolments, deployments and changes of repositories in one simulation. Most simulations have some repositories
 * and a few runs, others one repository and many runs: its exports build upon each other.
 */
final class Schedule {
    /** The times between the runs' starts. */
    private enum Pace {
        /** Some runs start together, others hours or days apart. */
        MIXED,
        /** A run starts while the one before may still be at work. */
        MINUTES,
        /** Mostly, claims that a run leaves open are more than a day old when the next run finds them. */
        DAYS
    }

    private static final int MOST_ENROLMENTS_AT_FATES = 3;

    private final World world;
    private final Random random;
    private final boolean givesUp;
    /** Whether many repositories are enrolled at about the same time. */
    private final boolean isCrowded;

    private final int repositories;
    private final int runs;
    private final Pace pace;
    private final int mostChanges;
    private final RepositoryChanges changes;
    /** The share of the kills and stops soon after which a repository changes. */
    private final double changesAtFates;
    /** The share of the kills and stops soon after which an enrolment starts. */
    private final double enrolsAtFates;

    private int enrolmentsLeft = MOST_ENROLMENTS_AT_FATES;
    private @Nullable Airflow airflow;

    Schedule(World world, Random random) {
        this.world = world;
        this.random = random;
        this.givesUp = world.faults().subject() == Faults.Subject.GIVEN_UP;
        this.isCrowded = world.faults().subject() == Faults.Subject.CROWDED;
        boolean isLong = givesUp || (!isCrowded && random.nextInt(3) == 0);
        this.repositories = isLong ? 1 : isCrowded ? 5 + random.nextInt(2) : 1 + random.nextInt(1 + random.nextInt(4));
        this.runs = givesUp
                ? 3 + random.nextInt(3)
                : isLong ? 4 + random.nextInt(5) : isCrowded ? 1 : 2 + random.nextInt(4);
        this.pace = List.of(Pace.MIXED, Pace.MIXED, Pace.MINUTES, Pace.DAYS).get(random.nextInt(4));
        this.mostChanges = givesUp || random.nextInt(3) == 0 ? 8 : 4;
        this.changes = new RepositoryChanges(world.scheduler(), random, givesUp);
        this.changesAtFates = givesUp ? 0.8 : List.of(0.0, 0.0, 0.4, 0.8).get(random.nextInt(4));
        this.enrolsAtFates = isCrowded ? 0.3 : List.of(0.0, 0.0, 0.0, 0.5).get(random.nextInt(4));
    }

    /** The number of repositories. */
    int repositories() {
        return repositories;
    }

    /** Schedules runs, some of them at the same time, and changes of the repositories, most of them during runs. */
    void fill(Airflow airflow) {
        this.airflow = airflow;
        Duration at = Duration.ZERO;
        int together = random.nextInt(5);
        boolean deploys = random.nextBoolean();
        for (int number = 0; number < (isCrowded ? 5 : 2); number++) {
            enrolAt(Duration.ofMillis(random.nextInt(isCrowded ? 2_000 : 20_000)), "enrol-" + number, airflow);
        }
        for (int number = 0; number < runs; number++) {
            at = at.plusSeconds(1 + random.nextInt(gap(together)));
            airflow.schedule("run-" + number, at, 1 + random.nextInt(2));
            world.scheduler().after(at, world.faults()::turn);
            if (deploys && random.nextBoolean()) {
                world.scheduler().after(aroundRun(at, 60_000), airflow::deploy);
            }
            if (random.nextInt(3) == 0) {
                enrolAt(at.plusSeconds(random.nextInt(60)), "enrol-late-" + number, airflow);
            }
            for (int change = random.nextInt(mostChanges); change > 0; change--) {
                SimulatedRepository repository = some();
                world.scheduler()
                        .after(givesUp ? beforeRun(at) : aroundRun(at, 20_000), () -> changes.change(repository));
            }
        }
    }

    /** The most seconds between the starts of two runs. */
    private int gap(int together) {
        return switch (pace) {
            case MINUTES -> 1_500;
            case DAYS -> 200_000;
            case MIXED -> random.nextInt(4) < together ? 15 : random.nextBoolean() ? 40_000 : 200_000;
        };
    }

    /**
     * Changes a repository soon after a process was killed or stopped, in some simulations: the process that goes on with
     * its work then finds another branch than the one that it had. Or enrols repositories then: a process that wakes up
     * finds other rows than those that it has read.
     */
    void changeAtFate() {
        if (world.faults().chance(changesAtFates)) {
            SimulatedRepository repository = some();
            world.scheduler().after(Duration.ofMillis(random.nextInt(20_000)), () -> changes.changeAtFate(repository));
        }
        if (airflow != null && enrolmentsLeft > 0 && world.faults().chance(enrolsAtFates)) {
            enrolmentsLeft--;
            enrolAt(Duration.ofSeconds(random.nextInt(20)), "enrol-at-fate-" + enrolmentsLeft, airflow);
        }
    }

    private SimulatedRepository some() {
        return world.github().repository(1L + random.nextInt(repositories));
    }

    /** A moment shortly before a run's start: the run finds a branch that stays until a process dies. */
    private Duration beforeRun(Duration start) {
        return start.minusMillis(random.nextLong(1 + Math.min(start.toMillis(), 20_000)));
    }

    /** A moment that is mostly within some time after a run's start, else up to eleven hours after it. */
    private Duration aroundRun(Duration start, int milliseconds) {
        return start.plusMillis(random.nextInt(random.nextInt(3) > 0 ? milliseconds : 40_000_000));
    }

    /** Enrols some repositories as {@code discover} does, or as {@code track}, which fills files up to their maximum. */
    private void enrolAt(Duration at, String name, Airflow airflow) {
        List<SimulatedRepository> found = new ArrayList<>(world.repositories().values());
        Collections.shuffle(found, random);
        List<SimulatedRepository> some = found.subList(0, 1 + random.nextInt(found.size()));
        int perFile = random.nextBoolean() ? world.maxRows() : 1 + random.nextInt(isCrowded ? 1 : world.maxRows());
        airflow.enrol(name, at, () -> some, perFile);
    }
}
