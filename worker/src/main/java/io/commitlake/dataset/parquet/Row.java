package io.commitlake.dataset.parquet;

import io.commitlake.model.Table;
import java.time.Instant;
import java.util.Comparator;
import org.apache.avro.Schema;

/** A row of one of the three tables partitioned by month. */
public interface Row extends TableRow {
    /** The order of the rows in a file: by commit_at, then commit_sha. */
    Comparator<Row> ORDER = Comparator.comparing(Row::commitAt).thenComparing(Row::commitSha);

    long repositoryId();

    String commitSha();

    Instant commitAt();

    /** {@code YYYY-MM}. */
    String commitMonth();

    Table table();

    /** The approximate size in bytes of the columns whose length has no limit. */
    long approximateBytes();

    @Override
    default Schema getSchema() {
        return TableSchema.of(table()).avro();
    }
}
