package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowBinding;
import io.commitlake.dataset.parquet.TableRow;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code repository_states}. Its components are the columns, which {@code repository_states.avsc} documents.
 */
public record RepositoryStateRow(
        long repositoryId,
        Instant snapshotAt,
        Instant seenAt,
        Optional<String> fullName,
        String outcome,
        Optional<String> defaultBranch,
        Optional<String> headSha,
        Optional<Boolean> isFork,
        OptionalLong parentId,
        Optional<Boolean> isArchived,
        Optional<Boolean> isPrivate,
        Optional<String> license,
        Optional<String> primaryLanguage,
        Optional<List<String>> topics,
        OptionalLong stars,
        OptionalLong forks,
        OptionalLong openIssues,
        OptionalLong diskKilobytes,
        Optional<Instant> pushedAt,
        Optional<String> description,
        String snapshotDate)
        implements TableRow {
    private static final RowBinding<RepositoryStateRow> BINDING =
            RowBinding.of(MethodHandles.lookup(), RepositoryStateRow.class, TableSchema.REPOSITORY_STATES);

    public static RepositoryStateRow of(Values row) {
        return BINDING.row(row);
    }

    /** The approximate size in bytes of the columns whose length has no limit. */
    public long approximateBytes() {
        return description.map(String::length).orElse(0);
    }

    @Override
    public Schema getSchema() {
        return TableSchema.REPOSITORY_STATES.avro();
    }

    @Override
    public @Nullable Object get(int column) {
        return BINDING.get(this, column);
    }
}
