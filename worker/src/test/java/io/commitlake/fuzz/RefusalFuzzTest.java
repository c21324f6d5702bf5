package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.history.git.clone.Refusals;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** The words of a server that refuses a fetch, in the error output of {@code git fetch}. */
@Tag("jazzer")
class RefusalFuzzTest {
    @FuzzTest
    void read(byte[] words) {
        Foreign.read(() -> Refusals.read(new String(words, StandardCharsets.UTF_8)));
    }
}
