package io.commitlake.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.Python;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the guarantees of the dataset in simulations of many workers under faults, with the ledger in both homes. */
class SimulationTest {
    /** The number of seeds: fewer when mutations are tested, each of which may need all seeds. */
    private static final int SEEDS = Integer.getInteger("commitlake.seeds", 100);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"STORE, 100", "POSTGRES, 50"})
    void everyGuaranteeHoldsUnderFaults(Chaos.Ledgers ledger, int most) {
        int seeds = Math.min(SEEDS, most);
        try (Chaos chaos = new Chaos(folder, ledger)) {
            Chaos.Result result = chaos.run(1, seeds);

            assertThat(result.broken()).as(result.toString()).isEmpty();
            assertThat(result.exports()).as("completed exports").isGreaterThan(3L * seeds / 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"STORE", "POSTGRES"})
    void aSeedRepeatsItsTraceExactly(Chaos.Ledgers ledger) {
        try (Chaos chaos = new Chaos(folder, ledger)) {
            for (long seed = 1; seed <= 5; seed++) {
                assertThat(chaos.run(seed).trace())
                        .hasSizeGreaterThan(100)
                        .isEqualTo(chaos.run(seed).trace());
            }
        }
    }

    /**
     * Whether the text that each fault replaces is still in the source. {@code make planted-faults} compiles the faults and
     * looks for them, which takes too long here.
     */
    @Test
    void everyPlantedFaultFitsTheWorkersSources() {
        assertThat(Python.run("src/test/python/planted_faults.py", "check"))
                .matches("[1-9]\\d* faults can be planted\\s*");
    }
}
