package io.commitlake.github.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Checks with {@link Simulation} that requests never exceed a limit, never wait while a token is free, and all finish.
 */
class TokenSelectorTest {
    @Property(tries = 150)
    void requestsStayWithinLimitsUseEveryFreeTokenAndAllFinish(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 0, max = 60) Integer> spentBefore,
            @ForAll @IntRange(min = 1, max = 2000) int requests,
            @ForAll @IntRange(min = 1, max = 40) int workers,
            @ForAll @IntRange(min = 1, max = 90_000) int latencyMillis,
            @ForAll @IntRange(max = 30) int secondaryPerMille,
            @ForAll long seed) {
        Simulation.Result result = new Simulation(new Simulation.Scenario(
                        Resource.CORE, 60, spentBefore, requests, workers, latencyMillis, secondaryPerMille, seed))
                .run();

        assertThat(result.answered().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(requests);
    }

    @Test
    void threeTokensServeTwelveThousandRequestsWithinAnHourAndMeetNoLimit() {
        Simulation.Result result = new Simulation(
                        new Simulation.Scenario(Resource.CORE, 5000, List.of(0, 0, 0), 12_000, 30, 400, 0, 7))
                .run();

        assertThat(result.refused()).isEmpty();
        assertThat(result.took()).isLessThan(Duration.ofHours(1));
        assertThat(result.answered())
                .hasSize(3)
                .allSatisfy((token, requests) -> assertThat(requests).isBetween(3900, 4100));
    }

    @Test
    void partlySpentTokensMeetALimitOnlyBeforeTheirFirstBudgetReport() {
        Simulation.Result result = new Simulation(
                        new Simulation.Scenario(Resource.CORE, 5000, List.of(5000, 3000, 0), 12_000, 30, 400, 0, 8))
                .run();

        assertThat(result.refused()).isEqualTo(Map.of(1, 1));
        assertThat(result.answered().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(12_000);
    }

    @Test
    void aSimulationOfThousandsOfHoursFinishesAndMeetsNoLimit() {
        Simulation.Result result =
                new Simulation(new Simulation.Scenario(Resource.CORE, 60, List.of(0), 120_000, 4, 500, 1, 9)).run();

        assertThat(result.took()).isGreaterThan(Duration.ofHours(1900));
        assertThat(result.refused()).isEmpty();
    }
}
