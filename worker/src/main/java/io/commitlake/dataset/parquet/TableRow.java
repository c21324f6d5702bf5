package io.commitlake.dataset.parquet;

import org.apache.avro.generic.IndexedRecord;

/** A row of a table. {@link #get} takes a column's index in the schema. A row never changes. */
public interface TableRow extends IndexedRecord {
    @Override
    default void put(int column, Object value) {
        throw new UnsupportedOperationException("a row can't be changed");
    }
}
