package io.commitlake.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts how many requests of an export wait for one another. */
class RoundTripsTest {
    private static final int MOST_SEEDS = 50;

    /** A request for a record or a file of the first export of repository 1. */
    private static final Pattern FIRST_EXPORT =
            Pattern.compile(" run-0-extract-.*(claims/1/0|open/1-0|users/1/0|outcomes/1/0|_1-0\\.parquet)");

    private static final int TIME = "  0d 00:00:00.000".length();

    /** File contents add one wait: their file must be visible before the file states that name it. */
    @ParameterizedTest
    @CsvSource({"false, 8", "true, 9"})
    void aFirstExportWaitsEightTimesInARowAndOnceMoreForContents(boolean contents, int times, @TempDir Path folder) {
        List<String> requests = firstExportOfTwoMonths(contents, folder);

        // Requests that don't wait for one another arrive at the same time.
        assertThat(requests.stream().map(line -> line.substring(0, TIME)).distinct())
                .as(String.join("\n", requests))
                .hasSize(times);
    }

    /** The requests of the first simulation in which that export has commits of two months. */
    private static List<String> firstExportOfTwoMonths(boolean contents, Path folder) {
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            try (Workspace workspace = Workspace.open(folder.resolve(Long.toString(seed)))) {
                List<String> requests = World.runSteadily(seed, Duration.ofMillis(20), workspace).trace().stream()
                        .filter(line -> FIRST_EXPORT.matcher(line).find())
                        .toList();
                long months = requests.stream()
                        .filter(line -> line.contains("put commits/"))
                        .count();
                boolean hasContents = requests.stream().anyMatch(line -> line.contains("put file_contents/"));
                if (months == 2 && hasContents == contents) {
                    return requests;
                }
            }
        }
        throw new AssertionError("no first export of two months " + (contents ? "with" : "without")
                + " contents in the first " + MOST_SEEDS + " seeds");
    }
}
