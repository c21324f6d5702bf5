package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.Repository;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A discovery and a merge write the same repositories file, each between the other's read and its put. */
class DiscoverBesideExportTest {
    private static final int TRACKED = 4;
    private static final SyntheticRepositories SYNTHETIC = SyntheticRepositories.of(60, 23);
    private static final String PUT = "PUT /github/repositories/";
    /** A moment within the tracked histories: some repositories have commits before and after, some only after. */
    private static final String[] EARLY = {
        "--snapshot",
        SYNTHETIC
                .repositories()
                .get(TRACKED / 2)
                .createdAt()
                .plus(Duration.ofDays(5))
                .toString(),
        "--run",
        "early"
    };

    private static final String[] LATE = {"--snapshot", "2026-11-01", "--run", "late"};

    @TempDir
    Path folder;

    private Stack stack;

    private final Queue<String> exits = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void serve() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));
        stack = new Stack(folder, none, options -> options.withSynthetic(SYNTHETIC));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private static String[] command(String name, String[] run, String... more) {
        return Stream.of(Stream.of(name), Stream.of(run), Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private static String[] discover(int stars) {
        return new String[] {"discover", "--created-from", "2005-01-01", "--stars", "" + stars};
    }

    /** Runs a command while the relay holds another writer; keeps the exit code for the test's own thread to check. */
    private void runBeside(String... command) {
        exits.add(command[0] + " " + stack.commitlake(command).code());
    }

    private void trackAndPlan() {
        stack.commitlake(Stream.concat(
                                Stream.of("track"),
                                SYNTHETIC.repositories().stream().limit(TRACKED).map(SyntheticRepository::fullName))
                        .toArray(String[]::new))
                .ended(0);
        stack.commitlake(command("plan", EARLY, "--shards", "1")).ended(0);
        stack.commitlake(command("plan", LATE, "--shards", "1")).ended(0);
    }

    @Test
    void mergesAndDiscoveriesAtOnceLoseAndDuplicateNothing() throws InterruptedException {
        URI store = URI.create(Objects.requireNonNull(stack.environment().get("AWS_ENDPOINT_URL_S3")));
        try (Relay relay = new Relay(store)) {
            Discovered discovered = new Discovered(stack.dataset());
            trackAndPlan();
            Map<String, String> held = new HashMap<>(stack.environment());
            held.put("AWS_ENDPOINT_URL_S3", relay.address().toString());

            // The discovery has read the file: an export with its merge precedes its put, an extract its second put.
            AtomicInteger puts = new AtomicInteger();
            relay.hold(PUT, () -> {
                switch (puts.getAndIncrement()) {
                    case 0 -> {
                        runBeside(command("extract", EARLY, "--shard", "0"));
                        runBeside(command("merge", EARLY));
                    }
                    case 1 -> runBeside(command("extract", LATE, "--shard", "0"));
                    default -> {}
                }
            });
            try (WorkerProcess discovery = WorkerProcess.start(folder.resolve("discovery.log"), held, discover(20))) {
                discovery.ended(0);
            }
            assertThat(puts.get())
                    .as("puts, the first refused and then repeated")
                    .isEqualTo(2);
            assertThat(discovered.rows())
                    .hasSizeBetween(TRACKED + 1, SYNTHETIC.count() - 1)
                    .anyMatch(row -> row.exports().orElse(0) == 1);

            // The merge has read the file; a discovery comes before its put.
            relay.hold(PUT, () -> {
                if (puts.getAndIncrement() == 2) {
                    runBeside(discover(0));
                }
            });
            try (WorkerProcess merge = WorkerProcess.start(folder.resolve("merge.log"), held, command("merge", LATE))) {
                merge.ended(0);
            }
            assertThat(puts.get())
                    .as("puts, the merge's first refused and then repeated")
                    .isEqualTo(4);
            assertThat(exits).containsExactly("extract 0", "merge 0", "extract 0", "discover 0");

            discovered.isComplete(SYNTHETIC, 1000);
            stack.commitlake("validate", "--all").ended(0);
            assertSameAsExportedAlone(discovered);
        }
    }

    /** Asserts that tracked repositories look as in a dataset without discovery, and the others have fresh rows. */
    private void assertSameAsExportedAlone(Discovered discovered) {
        SortedMap<String, String> files = stack.commitTables();
        stack.into(folder.resolve("alone"));
        trackAndPlan();
        for (String[] run : List.of(EARLY, LATE)) {
            stack.commitlake(command("extract", run, "--shard", "0")).ended(0);
            stack.commitlake(command("merge", run)).ended(0);
        }
        List<Repository> alone = new Discovered(stack.dataset()).rows();
        assertThat(alone).hasSize(TRACKED).allMatch(row -> row.last().isPresent());
        assertThat(alone).extracting(row -> row.exports().orElse(0)).contains(1L, 2L);
        assertThat(discovered.rows()).containsAll(alone);
        assertThat(discovered.rows().stream().filter(row -> !alone.contains(row)))
                .hasSize(SYNTHETIC.count() - TRACKED)
                .allSatisfy(row -> {
                    assertThat(row.last()).isEmpty();
                    assertThat(row.exports()).hasValue(0);
                });
        assertThat(files).isNotEmpty().isEqualTo(stack.commitTables());
    }
}
