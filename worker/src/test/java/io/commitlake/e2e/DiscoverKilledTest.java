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

/** A discovery that is killed again and again, at any moment, ends like an undisturbed one. */
class DiscoverKilledTest {
    private static final int PER_FILE = 100;
    private static final SyntheticRepositories SYNTHETIC =
            SyntheticRepositories.of(2500, 17).with(CreationBurst.ofDay(LocalDate.parse("2024-03-05"), 1100));

    private static final String RECORDS = "_commitlake/tracked/";
    private static final String TABLES = "repositories/";
    /** How many puts of records may be under way at once. */
    private static final long AT_ONCE = 32;

    @TempDir
    Path folder;

    /** Used in turn: each finds the repositories in another order, so a retry would give them other places. */
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
    void stop() {
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

    /** Kills a discovery that has come this far, with puts to a folder under way that never arrive. */
    private void killInPuts(String puts, BooleanSupplier reached) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        relay.hold("PUT /github/" + puts, () -> {
            if (reached.getAsBoolean()) {
                held.countDown();
                Relay.await(killed);
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

    private int rows() {
        return discovered.rows().size();
    }

    @Test
    void aDiscoveryKilledAtAnyMomentAndRepeatedFindsEachRepositoryOnce() throws InterruptedException {
        killInPuts(RECORDS, () -> true);
        assertThat(discovered.records()).as("records before the first put").isZero();

        killInPuts(RECORDS, () -> discovered.records() >= 50);
        assertThat(discovered.records()).isBetween(50L, 50L + AT_ONCE);
        assertThat(discovered.tables())
                .as("files, since no repository has a row yet")
                .isZero();

        killInPuts(TABLES, () -> discovered.tables() == 4);
        assertThat(rows()).as("rows of the first files").isEqualTo(4 * PER_FILE);
        long records = discovered.records();
        assertThat(records).as("records, more than rows").isBetween(1000L, 1250L);

        killInPuts(RECORDS, () -> discovered.records() >= 1300);
        assertThat(discovered.records())
                .as("records with some of the next file")
                .isBetween(1300L, 1300L + AT_ONCE);
        int before = rows();
        assertThat((long) before).as("rows of all earlier records").isBetween(records, 1299L);

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
