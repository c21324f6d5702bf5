package io.commitlake.e2e;

import io.commitlake.job.catalog.CatalogAddress;
import io.commitlake.job.catalog.CatalogUpdate;
import io.commitlake.job.catalog.OpenCatalog;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.secret.Secret;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.Postgres;
import io.commitlake.testing.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg tables of a dataset. PyIceberg reads them and compares them with the plain files ({@code catalog.py}). */
abstract class CatalogTables {
    private static final Path SCRIPT = Stack.shipped().resolve("../../worker/src/test/python/catalog.py");

    @TempDir
    Path folder;

    Stack stack;

    @BeforeEach
    void serve() {
        stack = new Stack(folder, Stack.shipped());
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    void export(String snapshot) {
        stack.commitlake("run", "--snapshot", snapshot).ended(0);
    }

    /** Two runs, the second of which has files of another repository too. */
    void exportTwice() {
        stack.into(folder.resolve("lake"));
        stack.track("renames").ended(0);
        export("2021-01-01");
        stack.track("small").ended(0);
        export("2026-01-01");
    }

    /** Compares the tables with the files, and returns a line for each table. */
    String compare(String catalog, String namespace, String... properties) {
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

    String sqlite(String name) {
        return "jdbc:sqlite:" + folder.resolve(name + ".db");
    }

    Stack.Result catalog(String address, String namespace) {
        return stack.set("COMMITLAKE_CATALOG", address)
                .set("COMMITLAKE_CATALOG_NAMESPACE", namespace)
                .set("COMMITLAKE_CATALOG_USER", Postgres.USER)
                .set("COMMITLAKE_CATALOG_PASSWORD", Postgres.PASSWORD)
                .commitlake("catalog");
    }

    private StorageLocation location() {
        return StorageLocation.parse(Objects.requireNonNull(stack.environment().get("COMMITLAKE_DATASET")));
    }

    Storage storage() {
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
    CatalogUpdate.Result update(String uri, Storage storage) {
        return with(uri, storage, CatalogUpdate::run);
    }

    /** Forgets a repository up to the moment at which its files are removed from the tables. */
    long beginForgetting(String uri, long repository) {
        Storage storage = storage();
        new StoreLedger(storage).forgotten().add(repository);
        return with(uri, storage, CatalogUpdate::removeForgotten);
    }

    private <T> T with(String uri, Storage storage, Function<CatalogUpdate, T> step) {
        try (OpenCatalog catalog = OpenCatalog.open(address(uri), storage, location());
                Workspace workspace = Workspace.open(folder.resolve("work-here"));
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            return step.apply(new CatalogUpdate(storage, new StoreLedger(storage), catalog, workspace, threads, 40));
        }
    }
}
