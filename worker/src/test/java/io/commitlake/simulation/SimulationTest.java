package io.commitlake.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the guarantees of the dataset in simulations of many workers under faults. */
class SimulationTest {
    /** Fewer when mutations are tested, each of which may need all seeds. */
    private static final int SEEDS = Integer.getInteger("commitlake.seeds", 100);

    private static Chaos chaos;

    @BeforeAll
    static void open(@TempDir Path folder) {
        chaos = new Chaos(folder);
    }

    @AfterAll
    static void close() {
        chaos.close();
    }

    @Test
    void everyGuaranteeHoldsUnderFaults() {
        Chaos.Result result = chaos.run(1, SEEDS);

        assertThat(result.broken()).as(result.toString()).isEmpty();
        assertThat(result.exports()).as("completed exports").isGreaterThan(2L * SEEDS);
    }

    @Test
    void aSeedRepeatsItsTraceExactly() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(chaos.run(seed).trace())
                    .hasSizeGreaterThan(100)
                    .isEqualTo(chaos.run(seed).trace());
        }
    }
}
