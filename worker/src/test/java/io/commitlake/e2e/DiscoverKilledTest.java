package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.synthetic.CreationBurst;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A discovery that is killed anywhere, again and again, ends as if nothing had happened. */
class DiscoverKilledTest {
    private static final int PER_FILE = 100;
    private static final SyntheticRepositories SYNTHETIC =
            SyntheticRepositories.of(2500, 17).with(CreationBurst.ofDay(LocalDate.parse("2024-03-05"), 1100));

    private static final String RECORDS = "_commitlake/tracked/";
    private static final String TABLES = "repositories/";
    /** Puts of records that may be on the way. */
    private static final long AT_ONCE = 16;

    @TempDir
    Path folder;

    /** By turns: found in another order each time, so that who had a place before a kill would get another one after it. */
    private static final List<String> WINDOWS = List.of("P3D", "P2000D", "P40D");

    private Stack stack;
    private Relay relay;
    private Discovered discovered;
    private int number;

    @BeforeEach
    void serve() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));
        stack = new Stack(folder, none, options -> options.withSynthetic(SYNTHETIC));
        relay = new Relay(URI.create(Objects.requireNonNull(stack.environment().get("AWS_ENDPOINT_URL_S3"))));
        stack.set("AWS_ENDPOINT_URL_S3", relay.address().toString());
        discovered = new Discovered(stack.dataset());
    }

    @AfterEach
    void end() {
        relay.close();
        stack.close();
    }

    private WorkerProcess discovery() {
        return WorkerProcess.start(
                folder.resolve("discovery-" + number + ".log"),
                stack.environment(),
                "discover",
                "--created-from",
                "2005-01-01",
                "--stars",
                "0",
                "--window",
                WINDOWS.get(number++ % WINDOWS.size()),
                "--repositories-per-file",
                "" + PER_FILE);
    }

    /** Kills one that has come so far, with puts of this folder on the way that never arrive. */
    private void killedInPuts(String puts, BooleanSupplier far) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        relay.hold("PUT /github/" + puts, () -> {
            if (far.getAsBoolean()) {
                held.countDown();
                await(killed);
                throw new UncheckedIOException(new IOException("its sender is dead"));
            }
        });
        try (WorkerProcess discovery = discovery()) {
            discovery.killWhen("a put of " + puts + " was held", () -> held.getCount() == 0);
        } finally {
            killed.countDown();
        }
        relay.hold("", () -> {});
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int rows() {
        return discovered.rows().size();
    }

    @Test
    void killedAtAnyMomentAndRepeatedItFindsEachOnce() throws InterruptedException {
        killedInPuts(RECORDS, () -> true);
        assertThat(discovered.records()).as("it has asked and entered nothing").isZero();

        killedInPuts(RECORDS, () -> discovered.records() >= 50);
        assertThat(discovered.records()).isBetween(50L, 50L + AT_ONCE);
        assertThat(discovered.tables()).as("none of them has a row").isZero();

        killedInPuts(TABLES, () -> discovered.tables() == 4);
        assertThat(rows()).as("rows of some are there").isEqualTo(4 * PER_FILE);
        long records = discovered.records();
        assertThat(records).as("more have their records").isBetween(1000L, 1250L);

        killedInPuts(RECORDS, () -> discovered.records() >= 1300);
        assertThat(discovered.records()).as("some of the next have theirs").isBetween(1300L, 1300L + AT_ONCE);
        int before = rows();
        assertThat((long) before).as("the first have all their rows").isBetween(records, 1299L);

        JsonNode report;
        try (WorkerProcess last = discovery()) {
            report = discovered.report(last.ended(0));
        }

        discovered.isComplete(SYNTHETIC, PER_FILE);
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
        assertThat(stack.commitlake("status").ended(0).out()).contains("2500");
    }
}
