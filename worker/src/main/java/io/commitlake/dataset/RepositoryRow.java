package io.commitlake.dataset;

import io.commitlake.dataset.parquet.Micros;
import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.Repository;
import io.commitlake.model.Tip;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A row of the repositories table, with its columns in schema order. */
record RepositoryRow(Repository repository) implements IndexedRecord {
    @Override
    public Schema getSchema() {
        return TableSchema.REPOSITORIES.avro();
    }

    @Override
    public @Nullable Object get(int column) {
        return switch (column) {
            case 0 -> repository.id();
            case 1 -> Micros.of(repository.createdAt());
            case 2 -> repository.last().map(Tip::sha).orElse(null);
            case 3 -> repository.last().map(tip -> Micros.of(tip.at())).orElse(null);
            case 4 -> repository.nodeId().orElse(null);
            case 5 -> repository.fullName().orElse(null);
            case 6 -> repository.exports().isPresent() ? repository.exports().getAsLong() : null;
            default -> throw new IndexOutOfBoundsException(column);
        };
    }

    @Override
    public void put(int column, Object value) {
        throw new UnsupportedOperationException("a row can't be changed");
    }
}
