package io.commitlake.history.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cache that replaces its values, of which few are held at a time, needs little memory where Java may have much. */
class EarlyCollectionTest {
    private static final int MEGABYTES = 1 << 20;

    /** A cache of 64 MB through which 3 GB pass. Prints the most megabytes of old objects. */
    static final class Churn {
        public static void main(String[] arguments) {
            if (arguments[0].equals("early")) {
                EarlyCollection.start();
            }
            byte[][] cache = new byte[64][];
            for (int i = 0; i < 3_000; i++) {
                cache[i % cache.length] = new byte[MEGABYTES];
            }
            MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().equals("Tenured Gen"))
                    .findFirst()
                    .orElseThrow();
            System.out.println(old.getPeakUsage().getUsed() / MEGABYTES);
        }
    }

    @ParameterizedTest
    @CsvSource({"late, 800, 2000", "early, 50, 500"})
    void oldObjectsAreCollectedBeforeTheHeapIsFull(String when, int least, int most)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms64m",
                        "-Xmx2g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Churn.class.getName(),
                        when)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(Integer.parseInt(output.strip())).isBetween(least, most);
    }
}
