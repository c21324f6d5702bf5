package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Kind;
import io.commitlake.sandbox.synthetic.Crowd;
import io.commitlake.sandbox.synthetic.Synthetic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A discovery that is killed anywhere, again and again, ends as if nothing had happened. */
class DiscoverKilledTest {
    private static final int PER_FILE = 100;
    private static final Synthetic SYNTHETIC =
            Synthetic.of(2500, 17).with(Crowd.ofDay(LocalDate.parse("2024-03-05"), 1100));

    @TempDir
    Path folder;

    /** By turns: found in another order each time, so that who had a place before a kill would get another one after it. */
    private static final List<String> WINDOWS = List.of("P3D", "P2000D", "P40D");

    private WorkerProcess discovery(House house, int number) {
        return WorkerProcess.start(
                folder.resolve("discovery-" + number + ".log"),
                house.environment(),
                "discover",
                "--created-from",
                "2005-01-01",
                "--stars",
                "0",
                "--window",
                WINDOWS.get(number % WINDOWS.size()),
                "--repositories-per-file",
                "" + PER_FILE);
    }

    @Test
    void killedAtAnyMomentAndRepeatedItFindsEachOnce() throws IOException, InterruptedException {
        Path none = Files.createDirectories(folder.resolve("none"));
        try (House house = new House(folder, none, options -> options.withSynthetic(SYNTHETIC))) {
            Discovered discovered = new Discovered(house.dataset());
            Map<String, BooleanSupplier> moments = new LinkedHashMap<>();
            moments.put(
                    "it has asked and entered nothing",
                    () -> house.sandbox().requests().of(Kind.SEARCH) >= 4);
            moments.put("some of the first have their records and none a row", () -> discovered.records() >= 50);
            moments.put("the first rows are there", () -> discovered.tables() >= 1);
            moments.put("rows are being added", () -> discovered.tables() >= 4);
            moments.put("some of the next have their records", () -> discovered.records() >= 1200);
            moments.put("rows of the next are being added", () -> discovered.tables() >= 14);
            moments.put("the last ones are being entered", () -> discovered.records() >= 2400);
            int number = 0;
            for (Map.Entry<String, BooleanSupplier> moment : moments.entrySet()) {
                house.sandbox().resetRequests();
                try (WorkerProcess discovery = discovery(house, number++)) {
                    discovery.killedWhen(moment.getKey(), moment.getValue());
                }
            }
            int before = discovered.rows().size();
            assertThat(before).isLessThan(SYNTHETIC.count());

            JsonNode report;
            try (WorkerProcess last = discovery(house, number)) {
                report = discovered.report(last.ended(0));
            }

            discovered.isWholly(SYNTHETIC, PER_FILE);
            assertThat(report.path("failure").asString()).isEmpty();
            assertThat(report.path("found").asInt()).isEqualTo(SYNTHETIC.count());
            assertThat(report.path("added").asInt()).isEqualTo(SYNTHETIC.count() - before);
            int found = 0;
            for (JsonNode window : report.path("windows")) {
                assertThat(window.path("fault").asString()).isEmpty();
                assertThat(window.path("found")).isEqualTo(window.path("total_count"));
                found += window.path("found").asInt();
            }
            assertThat(found).isEqualTo(SYNTHETIC.count());
            assertThat(house.commitlake("status").ended(0).out()).contains("2500");
        }
    }
}
