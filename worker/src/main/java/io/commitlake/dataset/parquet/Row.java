package io.commitlake.dataset.parquet;

import io.commitlake.model.Table;
import java.time.Instant;
import java.util.Comparator;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** A row of one of the three tables that lie in months; {@link #get} has its columns in the schema's order. */
public interface Row extends IndexedRecord {
    /** The order of a file's rows. */
    Comparator<Row> ORDER = Comparator.comparing(Row::commitAt).thenComparing(Row::commitSha);

    long repositoryId();

    String commitSha();

    Instant commitAt();

    /** {@code YYYY-MM}. */
    String commitMonth();

    Table table();

    /** About how many bytes it takes, as far as there is no bound to that. */
    long length();

    @Override
    default Schema getSchema() {
        return TableSchema.of(table()).avro();
    }

    @Override
    default void put(int column, Object value) {
        throw new UnsupportedOperationException("a row is a value");
    }
}
