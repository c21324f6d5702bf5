package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.history.git.GitStreams;
import org.junit.jupiter.api.Tag;

/** The output of {@code git diff-tree --raw -z}. */
@Tag("jazzer")
class ChangesFuzzTest {
    @FuzzTest
    void read(byte[] output) {
        Foreign.read(() -> GitStreams.readChanges(output));
    }
}
