package io.commitlake.job.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.model.Repository;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositorySelectionTest {
    @TempDir
    private Path folder;

    private RepositoryTables tables;

    @BeforeEach
    void twoFiles() {
        tables = new RepositoryTables(Storages.open(StorageLocation.parse("file:" + folder), S3Access.byDefault()));
        tables.change(
                0, _ -> Stream.of(1L, 2L).map(RepositorySelectionTest::row).toList());
        tables.change(
                1, _ -> Stream.of(3L, 4L).map(RepositorySelectionTest::row).toList());
    }

    private static Repository row(long id) {
        return new Repository(
                id,
                Instant.EPOCH,
                Optional.empty(),
                Optional.of("R_" + id),
                Optional.of("Own/n" + id),
                OptionalLong.of(0));
    }

    private List<Long> selected(String... names) {
        List<Long> ids = new ArrayList<>();
        RepositorySelection.forEachRow(tables, List.of(names), "file:data", row -> ids.add(row.id()));
        return ids;
    }

    @Test
    void filesAndRepositoriesAreSelectedByNameAndEachOnce() {
        assertThat(selected()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(selected("repositories_1")).containsExactly(3L, 4L);
        assertThat(selected("repositories/repositories_1.parquet")).containsExactly(3L, 4L);
        assertThat(selected("own/N4", "Own/n1")).containsExactly(1L, 4L);
        assertThat(selected("Own/n4", "Own/n1", "repositories_1.parquet")).containsExactly(1L, 3L, 4L);
    }

    @Test
    void anUnknownNameIsRefusedBeforeAnyRowIsSelected() {
        List<Long> ids = new ArrayList<>();
        assertThatThrownBy(() -> RepositorySelection.forEachRow(
                        tables, List.of("Own/n1", "own/n5"), "file:data", row -> ids.add(row.id())))
                .hasMessage("the dataset file:data has no repository own/n5: add it with `commitlake track`, or look up"
                        + " its name with `commitlake status`");
        assertThatThrownBy(() -> selected("own/n1", "repositories_2")).hasMessageContaining("has no repositories/");
        assertThatThrownBy(() -> selected("n1")).hasMessageContaining("or like owner/name for a repository");
        assertThat(ids).isEmpty();
    }
}
