package io.commitlake.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The runs, enrolments, deployments and changes of repositories in one simulation. Most simulations have some repositories
 * and a few runs, others one repository and many runs: its exports build upon each other.
 */
final class Schedule {
    private final World world;
    private final Random random;
    private final int repositories;
    private final int runs;
    private final int mostChanges;
    private final RepositoryChanges changes;
    /** The share of the kills and stops soon after which a repository changes. */
    private final double changesAtFates;

    Schedule(World world, Random random) {
        this.world = world;
        this.random = random;
        boolean isLong = random.nextInt(3) == 0;
        this.repositories = isLong ? 1 : 1 + random.nextInt(1 + random.nextInt(4));
        this.runs = isLong ? 4 + random.nextInt(5) : 2 + random.nextInt(4);
        this.mostChanges = random.nextInt(3) == 0 ? 8 : 4;
        this.changes = new RepositoryChanges(world.scheduler(), random);
        this.changesAtFates = List.of(0.0, 0.0, 0.4, 0.8).get(random.nextInt(4));
    }

    /** The number of repositories. */
    int repositories() {
        return repositories;
    }

    /** Schedules runs, some of them at the same time, and changes of the repositories, most of them during runs. */
    void fill(Airflow airflow) {
        Duration at = Duration.ZERO;
        int together = random.nextInt(5);
        boolean deploys = random.nextBoolean();
        for (int number = 0; number < 2; number++) {
            enrolAt(Duration.ofSeconds(random.nextInt(20)), "enrol-" + number, airflow);
        }
        for (int number = 0; number < runs; number++) {
            int gap = random.nextInt(4) < together ? 15 : random.nextBoolean() ? 40_000 : 200_000;
            at = at.plusSeconds(1 + random.nextInt(gap));
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
                world.scheduler().after(aroundRun(at, 20_000), () -> changes.change(repository));
            }
        }
    }

    /**
     * Changes a repository soon after a process was killed or stopped, in some simulations: the process that goes on with
     * its work then finds another branch than the one that it had.
     */
    void changeAtFate() {
        if (world.faults().chance(changesAtFates)) {
            SimulatedRepository repository = some();
            world.scheduler().after(Duration.ofMillis(random.nextInt(20_000)), () -> changes.change(repository));
        }
    }

    private SimulatedRepository some() {
        return world.github().repository(1L + random.nextInt(repositories));
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
        int perFile = random.nextBoolean() ? world.maxRows() : 1 + random.nextInt(world.maxRows());
        airflow.enrol(name, at, () -> some, perFile);
    }
}
