package io.commitlake.scale;

import io.commitlake.job.Status;
import io.commitlake.job.discovery.Discover;
import io.commitlake.job.export.Extract;
import io.commitlake.job.merge.Merge;
import io.commitlake.job.plan.Plan;
import io.commitlake.job.validate.Validate;
import io.commitlake.model.RunPlan;
import io.commitlake.scale.world.LedgerOfFirstRun;
import io.commitlake.scale.world.MadeUpHub;
import io.commitlake.scale.world.MadeUpWorker;
import io.commitlake.scale.world.World;
import io.commitlake.simulation.Beans;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs commands on a made-up world, each as a process of its own, and measures each. */
final class Simulation {
    /** The beginning of the names of days' phases. */
    static final String DAY_NUMBER = "day ";

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    private static final int SHARDS = 8;

    private final World world;
    private final boolean samplesHeap;
    private final Consumer<Step> each;
    private final List<Step> steps = new ArrayList<>();
    private String phase = Measurement.FIRST;

    /**
     * A simulation.
     *
     * @param samplesHeap whether to measure memory, which takes time
     * @param each receives each step as it ends
     */
    Simulation(World world, boolean samplesHeap, Consumer<Step> each) {
        this.world = world;
        this.samplesHeap = samplesHeap;
        this.each = each;
    }

    /** Finds all repositories. */
    void discover() {
        MadeUpHub hub = world.hub();
        step(
                "discover",
                beans -> beans.get(Discover.class)
                        .run(new Discover.Wanted(
                                hub.createdFirst(), hub.begin(), Duration.ofDays(3), 100, false, 1000)));
    }

    /** Exports everything that was pushed before now. */
    void run(String run) {
        phase = run;
        Instant snapshot = world.time().now();
        RunPlan plan = step("plan", beans -> beans.get(Plan.class).run(snapshot, run, SHARDS, List.of()));
        step("extract", beans -> {
            for (RunPlan.ShardEntry shard : plan.shards()) {
                Extract.Result result = beans.get(Extract.class).run(snapshot, run, shard.number());
                if (!result.failures().isEmpty()) {
                    throw new IllegalStateException(result.failures().toString());
                }
            }
            return plan;
        });
        step("merge", beans -> beans.get(Merge.class).run(snapshot, run));
        // A run without news has no data files to read.
        if (world.hub().size() <= World.MOST_VALIDATED || run.equals(Measurement.NOTHING_NEW)) {
            step("validate", beans -> {
                Validate.Result result = beans.get(Validate.class).run(snapshot, run);
                if (result.faults() > 0) {
                    throw new IllegalStateException(result.shown().toString());
                }
                return result;
            });
        }
        step("status", beans -> beans.get(Status.class).run(status -> {}));
    }

    /** Plans and merges repositories whose first exports are in the ledger, without exporting any. Then nothing is new. */
    void runWithoutExtract() {
        Instant snapshot = world.time().now();
        step("plan", beans -> beans.get(Plan.class).run(snapshot, phase, SHARDS, List.of()));
        LedgerOfFirstRun.put(world);
        step("merge", beans -> beans.get(Merge.class).run(snapshot, phase));
        step("status", beans -> beans.get(Status.class).run(status -> {}));
        world.hub().loseSome();
        // On the second and the third day, plan asks again for the repositories that are gone since the first.
        for (int day = 1; day <= 3; day++) {
            nextMidnight();
            run(DAY_NUMBER + day);
        }
        idleDay();
    }

    private Instant nextMidnight() {
        world.time().moveTo(world.time().now().truncatedTo(ChronoUnit.DAYS).plus(DAY));
        return world.time().now();
    }

    /** Lets a day pass without any commits. */
    void idleDay() {
        nextMidnight();
        run(Measurement.NOTHING_NEW);
    }

    /** Lets days pass, each with some commits and a run on the next midnight. */
    void days(int count) {
        for (int day = 1; day <= count; day++) {
            Instant midnight = nextMidnight();
            world.hub().begin(midnight.minus(HALF_A_DAY), day);
            run(DAY_NUMBER + day);
        }
    }

    List<Step> steps() {
        return steps;
    }

    private <T> T step(String name, Function<Beans, T> work) {
        SortedMap<String, Long> before = world.requests().all();
        Instant begun = world.time().now();
        Duration worked = world.time().worked();
        T result;
        long heap;
        try (HeapSampler sampler = new HeapSampler(samplesHeap)) {
            result = world.time().run(() -> {
                Beans beans = MadeUpWorker.open(world);
                T done = work.apply(beans);
                beans.get(ExecutorService.class).shutdownNow();
                return done;
            });
            heap = sampler.most();
        }
        Step step = new Step(
                phase,
                name,
                Duration.between(begun, world.time().now()).toMillis(),
                world.time().worked().minus(worked).toMillis(),
                heap,
                world.requests().since(before));
        steps.add(step);
        each.accept(step);
        return result;
    }
}
