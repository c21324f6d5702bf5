package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.Postgres;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Iceberg tables have the rows of the plain files. */
final class CatalogTest extends CatalogTables {
    @Test
    void readersOfADatasetInAFolderSeeTheRowsOfTheFilesAtEachDate() {
        exportTwice();
        SortedMap<String, String> files = stack.commitTables();
        try (Postgres server = Postgres.start()) {
            for (String address : List.of(sqlite("catalog"), server.newDatabase())) {
                assertThat(catalog(address, "lake").ended(0).out().lines())
                        .contains("catalog commitlake in " + address.replaceAll("[?].*", ""))
                        .anyMatch(line -> line.matches("lake\\.commits: [1-9][0-9]* files added, 2 snapshots"));
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
