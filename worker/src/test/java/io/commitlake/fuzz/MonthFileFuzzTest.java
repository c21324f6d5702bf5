package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.dataset.DataFilesReader;
import io.commitlake.dataset.check.FileCheck;
import io.commitlake.model.Sha256;
import io.commitlake.model.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Data files of each table, as {@code validate} reads them, and lists of data files, as {@code merge} does. */
@Tag("jazzer")
class MonthFileFuzzTest {
    @FuzzTest
    void read(byte[] content) throws IOException {
        if (content.length == 0) {
            return;
        }
        Path file = Files.createTempFile("fuzzed", ".parquet");
        try {
            Files.write(file, content);
            for (Table table : Table.values()) {
                FileCheck.faults(file, table, content.length, Sha256.of(content));
            }
            Foreign.read(() -> {
                try (DataFilesReader rows = new DataFilesReader("data_files/data_files_r.parquet", file)) {
                    while (rows.next() != null) {
                        // read on
                    }
                }
            });
        } finally {
            Files.delete(file);
        }
    }
}
