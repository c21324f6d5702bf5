package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.dataset.DatasetRecord;
import org.junit.jupiter.api.Tag;

/** The record of a dataset's fixed settings, {@code dataset.json}. */
@Tag("jazzer")
class DatasetRecordFuzzTest {
    @FuzzTest
    void read(byte[] record) {
        Foreign.read(() -> DatasetRecord.find(OneObject.holding(record)));
    }
}
