package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.Python;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddedColumnsTest {
    @Test
    void columnsAddedByOthersSurviveExportsAndNewRepositories(@TempDir Path folder) {
        try (Stack stack = new Stack(folder, Stack.shipped()).into(folder.resolve("dataset"))) {
            stack.track("small").ended(0);
            String file = stack.dataset()
                    .resolve("repositories/repositories_0.parquet")
                    .toString();
            Python.run("-c", """
                    import sys
                    import pyarrow as pa, pyarrow.parquet as pq
                    table = pq.ParquetFile(sys.argv[1]).read()
                    pq.write_table(table.add_column(2, "labels", pa.array([["teaching", None]])), sys.argv[1])
                    """, file);

            stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);
            stack.track("renames").ended(0);
            stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);

            assertThat(Python.run("-c", """
                    import sys
                    import pyarrow.parquet as pq
                    print(pq.ParquetFile(sys.argv[1]).read().select(["full_name", "exports", "labels"]).to_pylist())
                    """, file))
                    .isEqualTo("[{'full_name': 'sandbox/small', 'exports': 1, 'labels': ['teaching', None]},"
                            + " {'full_name': 'sandbox/renames', 'exports': 1, 'labels': None}]\n");
            // With --format 2, the oracle demands field ids even of the list that another program added.
            stack.oracle("small", 1001, "--snapshot", "2026-01-01", "--format", "1");
            stack.oracle("renames", 1000, "--snapshot", "2026-01-01", "--format", "1");
            stack.commitlake("validate", "--all").ended(0);
        }
    }
}
