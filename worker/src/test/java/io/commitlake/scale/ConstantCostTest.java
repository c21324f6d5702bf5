package io.commitlake.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.scale.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository costs the same number of requests, however many others there are and however often it was exported. */
class ConstantCostTest {
    private static final int FEW = 200;
    private static final int MANY = 2 * FEW;
    private static final int DAYS = 4;
    private static final int ACTIVE = FEW / 10;

    /** The most that a command may take beside its repositories' requests: for settings, plans, shards and reports. */
    private static final long MOST_FIXED = 80;

    private static List<Step> few = List.of();
    private static List<Step> many = List.of();

    @BeforeAll
    static void simulate(@TempDir Path folder) {
        few = steps(FEW, folder);
        many = steps(MANY, folder);
    }

    private static List<Step> steps(int repositories, Path folder) {
        try (World world = new World(repositories, true, 2, folder)) {
            Simulation simulation = new Simulation(world, false, step -> {});
            simulation.discover();
            simulation.run(Measurement.FIRST);
            simulation.days(DAYS);
            simulation.idleDay();
            return simulation.steps();
        }
    }

    @Test
    void theCostOfACommandGrowsInProportionToTheRepositories() {
        for (int i = 0; i < few.size(); i++) {
            isLinear(few.get(i), many.get(i), Step::storeRequests);
            isLinear(few.get(i), many.get(i), Step::githubRequests);
        }
    }

    /** With twice the repositories, only the fixed part of the cost doesn't double. */
    private static void isLinear(Step half, Step whole, ToLongFunction<Step> cost) {
        long fixed = 2 * cost.applyAsLong(half) - cost.applyAsLong(whole);
        assertThat(fixed)
                .as(
                        "%s: %s takes %s for %d repositories and %s for %d",
                        half.phase(), half.name(), half.counts(), FEW, whole.counts(), MANY)
                .isBetween(0L, MOST_FIXED);
    }

    /** A plan may cost less, because it asks for gone repositories less and less often. */
    @Test
    void anExportCostsNoMoreHoweverManyWentBefore() {
        for (String command : List.of("plan", "extract", "merge", "validate")) {
            Step second = step(few, Simulation.DAY_NUMBER + 2, command);
            Step last = step(few, Simulation.DAY_NUMBER + DAYS, command);
            assertThat(last.storeRequests()).as("%s, %s", second, last).isLessThanOrEqualTo(second.storeRequests());
            assertThat(last.githubRequests()).as("%s, %s", second, last).isLessThanOrEqualTo(second.githubRequests());
        }
    }

    @Test
    void aRepositoryWithoutNewCommitsCostsAHundredthOfARequest() {
        long requests = step(many, Measurement.NOTHING_NEW, "plan").githubRequests()
                - step(few, Measurement.NOTHING_NEW, "plan").githubRequests();

        assertThat(requests).isLessThanOrEqualTo(FEW / 100 + FEW / 40);
    }

    @Test
    void anActiveRepositoryCostsFewRequests() {
        Step half = step(few, Simulation.DAY_NUMBER + DAYS, "extract");
        Step whole = step(many, Simulation.DAY_NUMBER + DAYS, "extract");

        assertThat((whole.storeRequests() - half.storeRequests()) / ACTIVE).isLessThanOrEqualTo(20);
        assertThat((whole.githubRequests() - half.githubRequests()) / ACTIVE).isLessThanOrEqualTo(6);
    }

    private static Step step(List<Step> steps, String phase, String name) {
        return steps.stream()
                .filter(step -> step.phase().equals(phase) && step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
