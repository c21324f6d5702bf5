package io.commitlake.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A string column with nothing but nulls has no DELTA_LENGTH_BYTE_ARRAY page, on which Iceberg's Spark reader fails. */
class NullPagesTest {
    @Test
    void aColumnOfNullsIsPlain(@TempDir Path folder) throws Exception {
        int columnsOfNulls = 0;
        for (WrittenFile file : Histories.write(folder, Histories.commits(1))) {
            try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file.local()))) {
                for (ColumnChunkMetaData column :
                        reader.getFooter().getBlocks().getFirst().getColumns()) {
                    if (column.getStatistics().getNumNulls() == column.getValueCount()) {
                        columnsOfNulls++;
                        assertThat(column.getEncodings())
                                .as(column.getPath().toDotString())
                                .doesNotContain(Encoding.DELTA_LENGTH_BYTE_ARRAY);
                    } else if (List.of("commit_sha", "raw_url")
                            .contains(column.getPath().toDotString())) {
                        assertThat(column.getEncodings()).contains(Encoding.DELTA_LENGTH_BYTE_ARRAY);
                    }
                }
            }
        }
        assertThat(columnsOfNulls).isPositive();
    }
}
