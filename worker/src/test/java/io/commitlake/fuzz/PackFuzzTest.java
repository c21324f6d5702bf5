package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.history.git.pack.AnyPack;
import org.junit.jupiter.api.Tag;

/** Packs, as a server sends them. */
@Tag("jazzer")
class PackFuzzTest {
    @FuzzTest
    void read(byte[] pack) {
        Foreign.read(() -> AnyPack.read(pack));
    }
}
