package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.storage.Storage;
import io.commitlake.testing.InterceptedStorage;
import io.commitlake.testing.Postgres;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each file is in its Iceberg table once, whatever happens to {@code catalog}. */
final class CatalogFaultsTest extends CatalogTables {
    /** Thrown by a store at the moment at which the process is to end; then every call fails. */
    private static final class Killed extends Error {}

    @Test
    void eachFileIsInOnceHoweverOftenTheCommandIsKilled() {
        exportTwice();
        Storage real = storage();
        int kills = 0;
        while (true) {
            // Each attempt gets a little further than the one before, and dies before or after the effect of a call.
            AtomicInteger left = new AtomicInteger(5 + 3 * kills);
            boolean after = kills % 2 == 0;
            try {
                update(sqlite("catalog"), InterceptedStorage.of(real, call -> {
                    int now = left.getAndDecrement();
                    if (now < 0 || (now == 0 && !after)) {
                        throw new Killed();
                    }
                    Object result = call.proceed();
                    if (now == 0) {
                        throw new Killed();
                    }
                    return result;
                }));
                break;
            } catch (Killed killed) {
                kills++;
            } catch (RuntimeException killed) {
                assertThat(killed).rootCause().isInstanceOf(Killed.class);
                kills++;
            }
        }
        System.out.println("catalog: killed " + kills + " times");
        assertThat(kills).isGreaterThanOrEqualTo(20);
        assertThat(compare(sqlite("catalog"), "lake")).contains("tags 2021-01-01, 2026-01-01");
    }

    @Test
    void aFileThatAnotherProcessAddsMeanwhileIsInOnce() {
        exportTwice();
        Storage real = storage();
        AtomicInteger others = new AtomicInteger();
        update(sqlite("catalog"), InterceptedStorage.of(real, call -> {
            // The other process adds everything while this one is about to commit its first snapshots.
            if (call.name().startsWith("put") && call.key().contains("/snap-") && others.getAndIncrement() == 1) {
                update(sqlite("catalog"), real);
            }
            return call.proceed();
        }));
        assertThat(others).hasValueGreaterThan(1);
        assertThat(compare(sqlite("catalog"), "lake")).contains("tags 2021-01-01, 2026-01-01");
    }

    @Test
    void severalAtOnceBesideMergesAddEachFileOnce() throws Exception {
        try (Postgres server = Postgres.start();
                ExecutorService processes = Executors.newFixedThreadPool(3)) {
            stack.into(folder.resolve("lake"));
            stack.track("small", "renames").ended(0);
            for (String address : List.of(sqlite("catalog"), server.newDatabase())) {
                String run = address.contains("sqlite") ? "2021-01-01" : "2026-01-01";
                String[] of = {"--snapshot", run, "--run", run};
                stack.commitlake("plan", "--snapshot", run, "--run", run, "--shards", "1")
                        .ended(0);
                stack.commitlake("extract", "--snapshot", run, "--run", run, "--shard", "0")
                        .ended(0);
                List<Future<?>> all = new ArrayList<>();
                all.add(processes.submit(() ->
                        stack.commitlake("merge", of[0], of[1], of[2], of[3]).ended(0)));
                for (int process = 0; process < 2; process++) {
                    all.add(processes.submit(() -> {
                        for (int round = 0; round < 4; round++) {
                            update(address, storage());
                        }
                    }));
                }
                for (Future<?> each : all) {
                    each.get();
                }
                update(address, storage());
                assertThat(compare(address, "lake")).contains(run);
                stack.removeIceberg();
            }
        }
    }

    /** Iceberg repeats the statement, takes its own commit for another process's, and deletes what it has written. */
    @Test
    void aConnectionThatBreaksAfterACommitLosesNothing() {
        exportTwice();
        try (Postgres server = Postgres.start();
                Relay relay = new Relay(URI.create("http://127.0.0.1:" + server.port()))) {
            String database = server.newDatabase();
            AtomicInteger commits = new AtomicInteger();
            relay.cut(text -> text.contains("UPDATE iceberg_tables") && commits.incrementAndGet() % 3 == 1, 0);
            String broken =
                    database.replace(":" + server.port(), ":" + relay.address().getPort());
            for (int attempt = 0; attempt < 3; attempt++) {
                catalog(broken, "lake");
            }
            assertThat(relay.cuts()).isGreaterThan(1);
            relay.mend();
            catalog(database, "lake").ended(0);
            assertThat(compare(database, "lake")).contains("tags 2021-01-01, 2026-01-01");
        }
    }
}
