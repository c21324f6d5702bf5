package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.history.git.GitStreams;
import org.junit.jupiter.api.Tag;

/** The output of {@code git cat-file --batch} for commits. */
@Tag("jazzer")
class CommitStreamFuzzTest {
    @FuzzTest
    void read(byte[] output) {
        Foreign.read(() -> GitStreams.readCommits(output));
    }
}
