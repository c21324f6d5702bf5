package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** File contents are an Iceberg table too, in a dataset that keeps them. */
final class CatalogContentsTest extends CatalogTables {
    @Test
    void theTableHasTheRowsOfTheFilesUntilTheirRepositoryIsForgotten() {
        stack.set("COMMITLAKE_CONTENTS", "all");
        exportTwice();
        assertThat(catalog(sqlite("catalog"), "lake").ended(0).out())
                .containsPattern("lake.file_contents: [1-9][0-9]* files added");
        assertThat(compare(sqlite("catalog"), "lake")).containsPattern("file_contents: [1-9][0-9]* rows in 3 files");
        assertThat(catalog(sqlite("catalog"), "lake").ended(0).out()).contains("lake.file_contents: 0 files added");

        stack.commitlake("forget", "--id", "1000", "--yes").ended(0);
        assertThat(catalog(sqlite("catalog"), "lake").ended(0).out()).contains("lake.file_contents: 0 files added");
    }

    @Test
    void withoutContentsThereIsNoSuchTable() {
        exportTwice();
        assertThat(catalog(sqlite("catalog"), "lake").ended(0).out())
                .contains("lake.file_states")
                .doesNotContain("file_contents");
        assertThat(stack.dataset().resolve("iceberg/file_contents")).doesNotExist();
    }
}
