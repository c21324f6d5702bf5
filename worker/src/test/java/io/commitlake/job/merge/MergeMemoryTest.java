package io.commitlake.job.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merge keeps little of each export in memory, however many exports are open and however large their claims are. */
final class MergeMemoryTest {
    @Test
    void tenThousandClaimsOfAYearOfDailyExportsAreMergedInALittleMemory(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyExports.class.getName(),
                        folder.toString(),
                        "10000",
                        "365",
                        "1")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        // Two records of each export, the plan, the list of runs, and each repositories file once to find rows and once
        // to
        // change them.
        assertThat(output).contains("merged 10000, ").contains("delete=10000, get=20022, ");
    }
}
