package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.ledger.TrackedRepository;
import io.commitlake.model.Json;
import io.commitlake.model.Repository;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The files that a discovery, finished or still running, has written to a dataset. */
record Discovered(Path dataset) {
    /** The number of repositories with a record, which fixes their place in the tables. */
    long records() {
        return files("_commitlake/tracked", "\\d+");
    }

    /** The number of repositories files. */
    long tables() {
        return files("repositories", "repositories_\\d+\\.parquet");
    }

    private long files(String folder, String name) {
        Path path = dataset.resolve(folder);
        if (!Files.exists(path)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .count();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The rows of all repositories files. */
    List<Repository> rows() {
        RepositoryTables tables = new RepositoryTables(storage());
        List<Repository> rows = new ArrayList<>();
        tables.files().forEach(file -> rows.addAll(tables.read(file).orElseThrow()));
        return rows;
    }

    /** Asserts that each repository has one row, in the file that its record names, and that no file is overfull. */
    void isComplete(SyntheticRepositories synthetic, int perFile) {
        Storage storage = storage();
        RepositoryTables tables = new RepositoryTables(storage);
        Ledger ledger = new StoreLedger(storage);
        List<Long> ids = new ArrayList<>();
        for (long file : tables.files()) {
            List<Repository> rows = tables.read(file).orElseThrow();
            assertThat(rows).as("repositories_%d", file).hasSizeLessThanOrEqualTo(perFile);
            for (Repository row : rows) {
                ids.add(row.id());
                assertThat(ledger.tracked(row.id()).map(TrackedRepository::file))
                        .as("the record of %d", row.id())
                        .contains(file);
            }
        }
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(synthetic.repositories().stream()
                        .map(SyntheticRepository::id)
                        .toList());
        assertThat(records()).isEqualTo(synthetic.count());
    }

    /** Reads the report that a finished discovery named in its output. */
    JsonNode report(String output) {
        String key = output.substring(output.indexOf("(_commitlake") + 1, output.indexOf(".json)") + 5);
        try {
            return Json.tree(Files.readAllBytes(dataset.resolve(key)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Storage storage() {
        return Storages.open(StorageLocation.parse("file:" + dataset), S3Access.byDefault());
    }
}
