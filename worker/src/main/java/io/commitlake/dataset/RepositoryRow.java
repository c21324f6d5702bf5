package io.commitlake.dataset;

import io.commitlake.dataset.parquet.RowBinding;
import io.commitlake.dataset.parquet.TableRow;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.dataset.parquet.Values;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A row of the repositories table. Its components are the columns, which {@code repositories.avsc} documents. */
record RepositoryRow(
        long id,
        Instant createdAt,
        Optional<String> lastCommitSha,
        Optional<Instant> lastCommitAt,
        Optional<String> nodeId,
        Optional<String> fullName,
        OptionalLong exports)
        implements TableRow {
    private static final RowBinding<RepositoryRow> BINDING =
            RowBinding.of(MethodHandles.lookup(), RepositoryRow.class, TableSchema.REPOSITORIES);

    static RepositoryRow of(Repository repository) {
        return new RepositoryRow(
                repository.id(),
                repository.createdAt(),
                repository.last().map(Tip::sha),
                repository.last().map(Tip::at),
                repository.nodeId(),
                repository.fullName(),
                repository.exports());
    }

    static Repository read(Values values) {
        return BINDING.row(values).repository();
    }

    private Repository repository() {
        Optional<String> sha = lastCommitSha.filter(text -> !text.isBlank());
        if (sha.isPresent() != lastCommitAt.isPresent()) {
            throw new Values.UnreadableRow("repository " + id + " has "
                    + (sha.isPresent()
                            ? "a last_commit_sha without a last_commit_at"
                            : "a last_commit_at without a last_commit_sha"));
        }
        return new Repository(
                id,
                createdAt,
                sha.map(tip -> new Tip(tip, lastCommitAt.orElseThrow().truncatedTo(ChronoUnit.SECONDS))),
                nodeId,
                fullName,
                exports);
    }

    @Override
    public Schema getSchema() {
        return TableSchema.REPOSITORIES.avro();
    }

    @Override
    public @Nullable Object get(int column) {
        return BINDING.get(this, column);
    }
}
