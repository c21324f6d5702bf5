package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.model.Repository;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Files of the {@code repositories} table, which other programs may have written. */
@Tag("jazzer")
class RepositoriesFileFuzzTest {
    @FuzzTest
    void read(byte[] file) {
        Foreign.read(() -> {
            List<Repository> rows = RepositoriesFile.read("repositories/repositories_0.parquet", file);
            byte[] written = RepositoriesFile.write(rows);
            Foreign.check(
                    RepositoriesFile.read("repositories/repositories_0.parquet", written)
                            .equals(rows),
                    "the rows differ when written again");
        });
    }
}
