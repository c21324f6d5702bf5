package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.catalog.CatalogAddress;
import io.commitlake.job.catalog.CatalogUpdate;
import io.commitlake.job.catalog.OpenCatalog;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.secret.Secret;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.Postgres;
import io.commitlake.testing.Python;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Iceberg tables have the rows of the plain files, each file once, whatever happens to {@code catalog}. PyIceberg reads the
 * tables and compares them ({@code catalog.py}).
 */
class CatalogTest {
    private static final Path SCRIPT = Stack.shipped().resolve("../../worker/src/test/python/catalog.py");

    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void serve() {
        stack = new Stack(folder, Stack.shipped());
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private void export(String snapshot) {
        stack.commitlake("run", "--snapshot", snapshot).ended(0);
    }

    /** Two runs, the second of which has files of another repository too. */
    private void exportTwice() {
        stack.into(folder.resolve("lake"));
        stack.track("renames").ended(0);
        export("2021-01-01");
        stack.track("small").ended(0);
        export("2026-01-01");
    }

    /** Compares the tables with the files, and returns a line for each table. */
    private String compare(String catalog, String namespace, String... properties) {
        boolean inFolder = Objects.requireNonNull(stack.environment().get("COMMITLAKE_DATASET"))
                .startsWith("file:");
        String dataset =
                inFolder ? "file://" + stack.dataset() : stack.environment().get("COMMITLAKE_DATASET");
        List<String> arguments = new ArrayList<>(List.of(
                SCRIPT.toString(),
                catalog.replace("jdbc:sqlite:", "sqlite:///")
                        .replace(
                                "jdbc:postgresql://",
                                "postgresql+psycopg2://" + Postgres.USER + ":" + Postgres.PASSWORD + "@"),
                namespace,
                Objects.requireNonNull(dataset),
                stack.dataset().toString()));
        arguments.addAll(List.of(properties));
        return Python.run(arguments);
    }

    private String sqlite(String name) {
        return "jdbc:sqlite:" + folder.resolve(name + ".db");
    }

    private Stack.Result catalog(String address, String namespace) {
        return stack.set("COMMITLAKE_CATALOG", address)
                .set("COMMITLAKE_CATALOG_NAMESPACE", namespace)
                .set("COMMITLAKE_CATALOG_USER", Postgres.USER)
                .set("COMMITLAKE_CATALOG_PASSWORD", Postgres.PASSWORD)
                .commitlake("catalog");
    }

    @Test
    void readersOfADatasetInAFolderSeeTheRowsOfTheFilesAtEachDate() {
        exportTwice();
        SortedMap<String, String> files = stack.commitTables();
        try (Postgres server = Postgres.start()) {
            for (String address : List.of(sqlite("catalog"), server.newDatabase())) {
                assertThat(catalog(address, "lake").ended(0).out()).contains("lake.commits: ", " 2 snapshots");
                assertThat(compare(address, "lake")).contains("tags 2021-01-01, 2026-01-01");
                assertThat(catalog(address, "lake").ended(0).out())
                        .contains("lake.commits: 0 files added, 2 snapshots");
                stack.removeIceberg();
            }
        }
        assertThat(stack.commitTables()).isEqualTo(files);
    }

    @Test
    void readersOfADatasetInABucketSeeTheRowsOfTheFilesAtEachDate() {
        stack.track("renames").ended(0);
        String[] properties = {
            "s3.endpoint=" + stack.environment().get("AWS_ENDPOINT_URL_S3"),
            "s3.access-key-id=" + stack.environment().get("AWS_ACCESS_KEY_ID"),
            "s3.secret-access-key=" + stack.environment().get("AWS_SECRET_ACCESS_KEY"),
            "s3.region=us-east-1"
        };
        try (Postgres server = Postgres.start()) {
            String database = server.newDatabase();
            for (String snapshot : List.of("2019-01-01", "2021-01-01", "2026-01-01")) {
                export(snapshot);
                catalog(database, "lake").ended(0);
                assertThat(compare(database, "lake", properties)).contains(snapshot);
            }
            stack.removeIceberg();
            catalog(sqlite("catalog"), "a.b").ended(0);
            assertThat(compare(sqlite("catalog"), "a.b", properties))
                    .contains("3 snapshots, tags 2019-01-01, 2021-01-01, 2026-01-01");
        }
    }

    /** Thrown by a store at the moment at which the process is to end; then every call fails. */
    private static final class Killed extends Error {}

    private static Storage intercepted(InvocationHandler around) {
        return (Storage) Proxy.newProxyInstance(Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, around);
    }

    private static Object pass(Storage storage, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(storage, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private StorageLocation location() {
        return StorageLocation.parse(Objects.requireNonNull(stack.environment().get("COMMITLAKE_DATASET")));
    }

    private Storage storage() {
        return Storages.open(location(), S3Access.byDefault());
    }

    private static CatalogAddress address(String uri) {
        return new CatalogAddress(
                uri,
                "commitlake",
                "lake",
                uri.contains("postgresql") ? Optional.of(Postgres.USER) : Optional.empty(),
                uri.contains("postgresql") ? Optional.of(new Secret(Postgres.PASSWORD)) : Optional.empty());
    }

    /** Runs the step in this process, with few files in a commit. */
    private CatalogUpdate.Result update(String uri, Storage storage) {
        try (OpenCatalog catalog = OpenCatalog.open(address(uri), storage, location());
                Workspace workspace = Workspace.open(folder.resolve("work-here"));
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            return new CatalogUpdate(storage, catalog, workspace, threads, 40).run();
        }
    }

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
                update(sqlite("catalog"), intercepted((_, method, arguments) -> {
                    int now = left.getAndDecrement();
                    if (now < 0 || (now == 0 && !after)) {
                        throw new Killed();
                    }
                    Object result = pass(real, method, arguments);
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
        update(sqlite("catalog"), intercepted((_, method, arguments) -> {
            // The other process adds everything while this one is about to commit its first snapshots.
            if (method.getName().startsWith("put")
                    && String.valueOf(arguments[0]).contains("/snap-")
                    && others.getAndIncrement() == 1) {
                update(sqlite("catalog"), real);
            }
            return pass(real, method, arguments);
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

    @Test
    void wrongSettingsAreRefusedWithoutThePassword() {
        stack.into(folder.resolve("lake"));
        stack.track("small").ended(0);
        assertThat(stack.commitlake("catalog").ended(3).err()).contains("COMMITLAKE_CATALOG isn't set");
        assertThat(catalog("jdbc:mysql://host/database?password=swordfish", "lake")
                        .ended(3)
                        .err())
                .contains("COMMITLAKE_CATALOG should be")
                .doesNotContain("swordfish");
        assertThat(catalog(sqlite("catalog"), "a b").ended(3).err())
                .contains("COMMITLAKE_CATALOG_NAMESPACE is \"a b\"");
        try (Postgres server = Postgres.start()) {
            stack.set("COMMITLAKE_CATALOG", server.newDatabase())
                    .set("COMMITLAKE_CATALOG_NAMESPACE", "lake")
                    .set("COMMITLAKE_CATALOG_USER", Postgres.USER)
                    .set("COMMITLAKE_CATALOG_PASSWORD", "swordfish");
            assertThat(stack.commitlake("catalog").ended(3).err())
                    .contains("COMMITLAKE_CATALOG_PASSWORD")
                    .doesNotContain("swordfish");
        }
        catalog(sqlite("catalog"), "lake").ended(0);
        stack.into(folder.resolve("other"));
        stack.track("small").ended(0);
        assertThat(catalog(sqlite("catalog"), "lake").ended(3).err()).contains("COMMITLAKE_CATALOG_NAMESPACE");
    }
}
