package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.history.git.GitStreams;
import org.junit.jupiter.api.Tag;

/** The output of {@code git rev-list}. */
@Tag("jazzer")
class ReachedCommitsFuzzTest {
    @FuzzTest
    void read(byte[] output) {
        Foreign.read(() -> GitStreams.readReached(output));
    }
}
